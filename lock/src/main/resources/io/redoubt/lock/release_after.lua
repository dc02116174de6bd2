-- Ends the lease of a lock after a delay from now, if the owner still holds it, be that earlier or later than before.
-- The owner becomes '-', which no owner token is: a renewal that was on its way, or a second release, has no effect.
-- KEYS  1 the lock   2 its fencing counter
-- ARGV  1 owner   2 delay in ms, at least 1   3 how long the counter outlives the lease, in ms   [4 now in us: tests]
-- Reply 1 if it was held, 0 if not
-- O(1). Both keys have a time to live. The lock is 'token:end in ms:-'. Works without memory: the server refuses no SET
-- in a script that has written before.
local held = redis.call('GET', KEYS[1])
if not held then
  return 0
end
local now = tonumber(ARGV[4])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
local ms = math.floor(now / 1000)
local token, ends, owner = string.match(held, '^(%d+):(%d+):(.+)$')
if owner ~= ARGV[1] or tonumber(ends) <= ms then
  return 0
end
local free = ms + tonumber(ARGV[2])
redis.call('PEXPIREAT', KEYS[2], string.format('%.0f', free + tonumber(ARGV[3])))
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', free))
redis.call('SET', KEYS[1], string.format('%s:%.0f:-', token, free), 'PXAT', string.format('%.0f', free))
return 1
