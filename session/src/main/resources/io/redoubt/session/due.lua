-- Members of an expiry index at which the sweeper is to look now. By the clock of the server of the index: those of the
-- masters of a cluster may differ.
-- KEYS  1 the expiry index of a bucket
-- ARGV  1 most members   2 now, ms (tests only)
-- Reply list of members, those that have been due longest first
-- O(log(sessions of the bucket) + members)
local now = ARGV[2]
if not now then
  local time = redis.call('TIME')
  now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
end
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
