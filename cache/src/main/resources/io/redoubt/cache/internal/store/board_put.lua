-- Gives members of a leaderboard their scores; a board that is created gets its time to live, and keeps it later.
-- KEYS  1 the board, a sorted set
-- ARGV  1 time to live in ms for a new board, 0 for none   2.. up to 1,000 pairs of score and member
-- Reply how many members are new
-- O(pairs x log(members))
local created = redis.call('EXISTS', KEYS[1]) == 0
local added = redis.call('ZADD', KEYS[1], unpack(ARGV, 2))
if created and ARGV[1] ~= '0' then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
return added
