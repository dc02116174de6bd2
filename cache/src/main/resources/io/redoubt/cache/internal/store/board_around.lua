-- Reads a member of a leaderboard and its neighbours, the highest score first.
-- KEYS  1 the board, a sorted set
-- ARGV  1 the member   2 how many neighbours on either side
-- Reply nothing if the member is not there; else how many are above the first one that follows, and a list of member and
--       score in turn
-- O(log(members) + neighbours)
local above = redis.call('ZREVRANK', KEYS[1], ARGV[1])
if not above then
  return {}
end
local neighbours = tonumber(ARGV[2])
local first = math.max(0, above - neighbours)
return {first, redis.call('ZREVRANGE', KEYS[1], first, above + neighbours, 'WITHSCORES')}
