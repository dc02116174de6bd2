-- Accepts a write of an entry: it replaces the one that waits, or joins the end of the stream.
-- KEYS: 1 stream 2 pending (hash) 3 dead letters (hash) 4 last id (string); all in one slot
-- ARGV: 1 entry 2 body 3 how many entries may wait 4 how long the last id is kept, ms
-- Reply: the id, decimal; or a negative number if too many wait: minus their number
-- Without time to live: 1 to 3, which hold what was acknowledged. An id is never below the server's time in
-- microseconds, so that ids grow also after the last one was lost.
local waiting = redis.call('HGET', KEYS[2], ARGV[1])
if not waiting then
  local depth = redis.call('HLEN', KEYS[2])
  if depth >= tonumber(ARGV[3]) then return -depth end
end
-- Read before the first write, so that keys of another type are refused as a whole.
local rows = redis.call('XLEN', KEYS[1])
-- What has no id is of another program, and has no place in the stream; in an empty stream nothing has one.
local id_before = waiting and string.match(waiting, '^(%d+):')
local waits = id_before and #id_before <= 16 and rows > 0
local given_up = redis.call('HEXISTS', KEYS[3], ARGV[1]) == 1
local last = redis.call('GET', KEYS[4]) or '0'
-- Lua's numbers are exact up to 2^53: beyond that, two writes would have one id, and the older one could win.
if not string.match(last, '^%d+$') or #last > 16 or tonumber(last) >= 9007199254740991 then
  return redis.error_reply('IDS the last id of this shard of the write-behind (its key ends with :id) is not a number below'
    .. ' 2^53, so there is no greater id. Find out what wrote the key, and delete it')
end
local time = redis.call('TIME')
local id = string.format('%.0f', math.max(tonumber(last) + 1, time[1] * 1000000 + time[2]))
redis.call('SET', KEYS[4], id, 'PX', ARGV[4])
redis.call('HSET', KEYS[2], ARGV[1], id .. ':' .. ARGV[2])
if not waits then redis.call('XADD', KEYS[1], '*', 'entry', ARGV[1]) end
-- What was given up is older than this, and must never be written after it.
if given_up then redis.call('HDEL', KEYS[3], ARGV[1]) end
return tonumber(id)
