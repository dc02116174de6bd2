-- Holds units of a concurrency limit if all of them are free.
-- KEYS  1 a sorted set: the holder and the number of each unit, by the us at which its lease ends
-- ARGV  1 limit   2 cost   3 lease in us   4 holder
-- Reply 1 if they are held now, 0 if not
-- Time to live: until the last lease ends. Needs memory. What is refused writes nothing.
-- O(log n + cost + leases that have ended)
local limit, cost = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local from = string.format('(%.0f', now)
if redis.call('ZCOUNT', KEYS[1], from, '+inf') + cost > limit then return 0 end

local ends = now + tonumber(ARGV[3])
local score = string.format('%.0f', ends)
for unit = 1, cost do
  redis.call('ZADD', KEYS[1], score, ARGV[4] .. ':' .. unit)
end
-- After the first ZADD, which a server without memory refuses: it would not after another write.
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', math.ceil(math.max(ends, tonumber(last[2])) / 1000)))
return 1
