-- Takes or renews the lease of a shard, if something waits there and no other has it, and reads what waits the longest.
-- KEYS: 1 lease (string) 2 stream 3 pending (hash) 4 dead letters (hash); all in one slot
-- ARGV: 1 token of the lease 2 its length, ms 3 how many entries at most 4 how many bytes at most, or one entry
--       5 the longest lease that a policy allows, ms
-- Reply: {-1, ms} if another has the lease for so long; {0} if nothing waits, and the lease is given up; else
-- {1, {stream id, entry, id:body}, ...}, without entries if nothing but rows without a write was found so far
-- Works without memory, since writing what waits frees it: the server refuses no command in a script that has written
-- before.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  local left = redis.call('PTTL', KEYS[1])
  if left == -1 or left > tonumber(ARGV[5]) then
    -- No policy gave it so much time, another program did. A process that has it goes on renewing it.
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
    left = tonumber(ARGV[2])
  end
  return {-1, left}
end
local taken = {1}
local bytes = 0
-- How many rows without a write are removed at most, about, since no other command is executed meanwhile.
local most = 1000
local removed = 0
-- Each round removes rows, unless it is the last one.
repeat
  local rows = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', ARGV[3])
  for _, row in ipairs(rows) do
    local entry = row[2][2]
    local body = redis.call('HGET', KEYS[3], entry)
    local id = body and string.match(body, '^(%d+):')
    if id and #id <= 16 then
      bytes = bytes + #body
      if #taken > 1 and bytes > tonumber(ARGV[4]) then break end
      taken[#taken + 1] = {row[1], entry, body}
    else
      redis.call('XDEL', KEYS[2], row[1])
      removed = removed + 1
      if body then
        -- Of another program, since it has no id: a dead letter, as everything that no writer can be given. One that
        -- is there already may hold an accepted write, and stays.
        local time = redis.call('TIME')
        local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
        local reason = 'another program wrote it'
        redis.call('HDEL', KEYS[3], entry)
        redis.call('HSETNX', KEYS[4], entry, now .. ':' .. #reason .. ':' .. reason .. '0:' .. body)
      end
    end
  end
until #taken > 1 or #rows == 0 or removed >= most
if #taken == 1 and removed < most then
  if holder then redis.call('DEL', KEYS[1]) end
  return {0}
end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return taken
