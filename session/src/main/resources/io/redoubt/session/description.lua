-- Function for lists of sessions.

-- A session without its attributes: handle, created, last used, expiry (ms), user id or empty, then names and texts of
-- its metadata.
local function described(session)
  local told = {
    handle_of(session.key), tonumber(session.created), session.used, expiry(session), session.user,
  }
  local names = {}
  for _, name in ipairs(redis.call('HKEYS', session.key)) do
    if string.sub(name, 1, 2) == 'm:' and #names < 1000 then
      names[#names + 1] = name
    end
  end
  if #names > 0 then
    for i, text in ipairs(redis.call('HMGET', session.key, unpack(names))) do
      told[#told + 1] = string.sub(names[i], 3)
      told[#told + 1] = text
    end
  end
  return told
end
