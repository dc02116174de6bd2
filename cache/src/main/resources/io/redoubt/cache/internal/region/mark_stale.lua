-- Ends a value: leaves it its grace and gives it a new version, so that nothing that was loaded before replaces it; removes what
-- has no grace, markers and values of other programs among it. Ends the lease of refreshing it, whoever has that.
-- KEYS  1 the entry   2 the lease of refreshing it
-- ARGV  1 the new version, 18 characters   2 the longest grace in ms
-- Reply 1 if the value is kept, 0 if not
-- O(1). What had a time to live keeps one, never a longer one; what had none gets one.
redis.call('DEL', KEYS[2])
local header = redis.call('GETRANGE', KEYS[1], 0, 99)
local grace = tonumber(string.match(header, '^~V[0-9a-f]+ 1 [-N] %d+ %d+ (%d+) ') or 0)
grace = math.min(grace, tonumber(ARGV[2]))
local left = redis.call('PTTL', KEYS[1])
if left ~= -1 then
  grace = math.min(grace, left)
end
if grace < 1 then
  redis.call('DEL', KEYS[1])
  return 0
end
redis.call('SETRANGE', KEYS[1], 0, ARGV[1])
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', grace))
return 1
