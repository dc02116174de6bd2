-- Renews the lease of a lock from now, if the owner still holds it; never shortens it, and never brings a lock back.
-- KEYS  1 the lock   2 its fencing counter
-- ARGV  1 owner   2 lease in ms   3 how long the counter outlives the lease, in ms   [4 now in us: tests]
-- Reply 1 if it is held, 0 if not
-- O(1). Works without memory: the server refuses no SET in a script that has written before.
local now = tonumber(ARGV[4])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
local ms = math.floor(now / 1000)
local held = redis.call('GET', KEYS[1])
if not held then
  return 0
end
local token, ends, owner = string.match(held, '^(%d+):(%d+):(.+)$')
ends = tonumber(ends)
if owner ~= ARGV[1] or ends <= ms then
  return 0
end
local longer = ms + tonumber(ARGV[2])
if longer > ends then
  redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', longer))
  redis.call('PEXPIREAT', KEYS[2], string.format('%.0f', longer + tonumber(ARGV[3])))
  redis.call('SET', KEYS[1], string.format('%s:%.0f:%s', token, longer, owner), 'PXAT', string.format('%.0f', longer))
end
return 1
