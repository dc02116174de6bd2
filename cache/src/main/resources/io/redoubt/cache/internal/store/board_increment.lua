-- Adds to a member's score, which begins at zero; a board that is created gets its time to live, and keeps it later.
-- KEYS  1 the board, a sorted set
-- ARGV  1 time to live in ms for a new board, 0 for none   2 what to add   3 the member
-- Reply the new score as a string
-- O(log(members))
local created = redis.call('EXISTS', KEYS[1]) == 0
local score = redis.call('ZINCRBY', KEYS[1], ARGV[2], ARGV[3])
if created and ARGV[1] ~= '0' then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
return score
