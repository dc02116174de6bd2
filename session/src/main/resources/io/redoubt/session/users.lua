-- Functions for the users of a bucket, with the ids of their sessions. Scripts use declared keys only: those of a
-- user's sessions, whose names a script cannot know, are declared by a caller who has seen their ids in the reply of a
-- call before.

-- The session under a key that was found in an index, like live(); but what is not a hash is no session.
local function live_member(key, now)
  local fields = redis.pcall('HMGET', key, 'c', 'l', 'i', 'x', 'v', 'h', 'u')
  if fields.err then
    if string.find(fields.err, 'WRONGTYPE', 1, true) then
      return nil
    end
    -- Asked again, so that the server's own error is the reply, with its code.
    return live(key, now)
  end
  return session_of(key, fields, now)
end

-- The ids in an entry of the users; what another program has written there is skipped.
local function ids_in(text)
  local ids = {}
  for at = 1, #text - 31, 32 do
    local id = string.sub(text, at, at + 31)
    if not string.find(id, '[^0-9a-f]') then
      ids[#ids + 1] = id
    end
  end
  return ids
end

-- The sessions of a user: first those that live and whose keys are declared, from KEYS[first] on; then the ids of which
-- no key is declared.
local function sessions_of(users, owner, first, now)
  local keys = {}
  for i = first, #KEYS do
    keys[id_of(KEYS[i])] = KEYS[i]
  end
  local known, unknown = {}, {}
  for _, id in ipairs(ids_in(redis.call('HGET', users, owner) or '')) do
    if keys[id] then
      known[#known + 1] = live_member(keys[id], now)
    else
      unknown[#unknown + 1] = id
    end
  end
  return known, unknown
end

-- Sets the sessions of a user to these known ones, these ids, and one more if there is one.
local function set_sessions(users, owner, known, ids, one_more)
  local all = {}
  for _, session in ipairs(known) do
    all[#all + 1] = id_of(session.key)
  end
  for _, id in ipairs(ids) do
    all[#all + 1] = id
  end
  all[#all + 1] = one_more
  if #all == 0 then
    redis.call('HDEL', users, owner)
  else
    redis.call('HSET', users, owner, table.concat(all))
  end
end

-- Replaces an id in the sessions of a user, or removes it if there is no new one.
local function replace_id(users, owner, old, new)
  if owner == '' then
    return
  end
  local ids = {}
  for _, id in ipairs(ids_in(redis.call('HGET', users, owner) or '')) do
    if id ~= old and id ~= new then
      ids[#ids + 1] = id
    end
  end
  set_sessions(users, owner, {}, ids, new)
end
