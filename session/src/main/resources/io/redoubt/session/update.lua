-- Changes fields of a session, if it has the version that is expected, and counts the version up if anything was named.
-- KEYS  1 the session
-- ARGV  1 expected version, empty for any   2 most fields of a kind   3 number n of arguments that follow
--       4 to 3+n names and values of fields to set   4+n number d of arguments that follow
--       5+n to 4+n+d names of fields to remove   5+n+d now, ms (tests only)
-- Reply {1 done, version after it} {0 ended} {-1 conflict, version that it has} {-2 too many metadata} {-3 too many
-- attributes}
-- O(fields)
local set = tonumber(ARGV[3])
local removed = tonumber(ARGV[4 + set])
local session = live(KEYS[1], clock(ARGV[5 + set + removed]))
if not session then
  return {0}
end
if ARGV[1] ~= '' and tonumber(ARGV[1]) ~= session.version then
  return {-1, session.version}
end
local most = tonumber(ARGV[2])
if set > 0 and redis.call('HLEN', KEYS[1]) + set / 2 > most then
  local names = {}
  for _, name in ipairs(redis.call('HKEYS', KEYS[1])) do
    names[name] = true
  end
  for i = 4, 3 + set, 2 do
    names[ARGV[i]] = true
  end
  for i = 5 + set, 4 + set + removed do
    names[ARGV[i]] = nil
  end
  local counts = {['m:'] = 0, ['a:'] = 0}
  for name in pairs(names) do
    local kind = string.sub(name, 1, 2)
    if counts[kind] then
      counts[kind] = counts[kind] + 1
    end
  end
  if counts['m:'] > most then
    return {-2}
  end
  if counts['a:'] > most then
    return {-3}
  end
end
-- In this order: without memory the server refuses HSET as the first write of a script, and nothing is changed then.
if set > 0 then
  redis.call('HSET', KEYS[1], unpack(ARGV, 4, 3 + set))
end
if removed > 0 then
  redis.call('HDEL', KEYS[1], unpack(ARGV, 5 + set, 4 + set + removed))
end
if set + removed == 0 then
  return {1, session.version}
end
return {1, redis.call('HINCRBY', KEYS[1], 'v', 1)}
