-- Counts what a shard holds.
-- KEYS: 1 stream 2 dead letters (hash); in one slot
-- Reply: {entries that wait, for how many ms the first of them has been waiting, dead letters}
local first = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
local lag = 0
if first then
  local time = redis.call('TIME')
  lag = math.max(0, time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(string.match(first[1], '^%d+')))
end
return {redis.call('XLEN', KEYS[1]), lag, redis.call('HLEN', KEYS[2])}
