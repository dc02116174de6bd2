-- Counts the units of a concurrency limit that are held.
-- KEYS  1 see permit_acquire.lua
-- Reply their number
-- O(log n)
local time = redis.call('TIME')
return redis.call('ZCOUNT', KEYS[1], string.format('(%.0f', time[1] * 1000000 + time[2]), '+inf')
