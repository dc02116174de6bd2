-- Makes a write a dead letter, unless a newer write of its entry was accepted meanwhile: that one goes to the end.
-- KEYS: 1 lease (string) 2 stream 3 pending (hash) 4 dead letters (hash); all in one slot
-- ARGV: 1 token of the lease 2 stream id 3 entry 4 id 5 reason 6 how many dead letters may be kept
-- Reply: 1, 2 if there was a newer write, 3 if there are too many dead letters, 0 if the lease is over; nothing was
-- changed by the last two. A dead letter is <ms>:<bytes of the reason>:<reason><id>:<body>. Without time to live: 4.
-- Works without memory: the server refuses no HSET in a script that has written before.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
local id = ARGV[4] .. ':'
local body = redis.call('HGET', KEYS[3], ARGV[3])
if body and string.sub(body, 1, #id) == id then
  if redis.call('HLEN', KEYS[4]) >= tonumber(ARGV[6]) then return 3 end
  local time = redis.call('TIME')
  local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
  redis.call('XDEL', KEYS[2], ARGV[2])
  redis.call('HDEL', KEYS[3], ARGV[3])
  redis.call('HSET', KEYS[4], ARGV[3], now .. ':' .. #ARGV[5] .. ':' .. ARGV[5] .. body)
  if redis.call('XLEN', KEYS[2]) == 0 then redis.call('DEL', KEYS[2]) end
  return 1
end
if redis.call('XDEL', KEYS[2], ARGV[2]) == 1 and body then redis.call('XADD', KEYS[2], '*', 'entry', ARGV[3]) end
return 2
