-- Accepts a write of an entry: it replaces the one that waits, or joins the end of the stream.
-- KEYS: 1 stream 2 pending (hash) 3 dead letters (hash) 4 last id (string); all in one slot
-- ARGV: 1 entry 2 body 3 how many entries may wait 4 how long the last id is kept, ms
-- Reply: the id, decimal; or a negative number if too many wait: minus their number
-- Without time to live: 1 to 3, which hold what was acknowledged. An id is never below the server's time in microseconds, so
-- that ids grow also after the last one was lost.
local waits = redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1
if not waits then
  local depth = redis.call('HLEN', KEYS[2])
  if depth >= tonumber(ARGV[3]) then return -depth end
end
local time = redis.call('TIME')
local last = tonumber(redis.call('GET', KEYS[4]) or '0')
local id = string.format('%.0f', math.max(last + 1, time[1] * 1000000 + time[2]))
redis.call('SET', KEYS[4], id, 'PX', ARGV[4])
redis.call('HSET', KEYS[2], ARGV[1], id .. ':' .. ARGV[2])
if not waits then redis.call('XADD', KEYS[1], '*', 'entry', ARGV[1]) end
-- What was given up is older than this, and must never be written after it.
redis.call('HDEL', KEYS[3], ARGV[1])
return tonumber(id)
