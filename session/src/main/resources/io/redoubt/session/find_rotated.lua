-- Finds a session by an id that was replaced a short time ago, within the grace for that, and if it has not changed: what
-- was added since then may be for the new id only.
-- KEYS  1 the record under the old id   2 the session under its new id
-- ARGV  1 now, ms (tests only)
-- Reply the session's fields and values; empty if the grace is over, or the session has changed or ended
-- O(fields)
local now = clock(ARGV[1])
local record = redis.call('HMGET', KEYS[1], 'r', 'g', 'w')
local ends = whole(record[2])
if record[1] ~= string.sub(KEYS[2], -32) or not ends or now > ends then
  return {}
end
local session = live(KEYS[2], now)
if not session or session.version ~= tonumber(record[3]) then
  return {}
end
return redis.call('HGETALL', KEYS[2])
