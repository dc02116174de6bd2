-- Begins the lease of a holder of units anew.
-- KEYS  1 see permit_acquire.lua
-- ARGV  1 cost   2 lease in us   3 holder
-- Reply 1 if it was renewed, 0 if the lease had ended or the limit was reset
-- Time to live: until the last lease ends. Works without memory.
-- O(cost log n)
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local held = redis.call('ZSCORE', KEYS[1], ARGV[3] .. ':1')
if not held or tonumber(held) <= now then return 0 end

local ends = now + tonumber(ARGV[2])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
-- First: the server refuses no ZADD in a script that has written before.
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', math.ceil(math.max(ends, tonumber(last[2])) / 1000)))
for unit = 1, tonumber(ARGV[1]) do
  redis.call('ZADD', KEYS[1], string.format('%.0f', ends), ARGV[3] .. ':' .. unit)
end
return 1
