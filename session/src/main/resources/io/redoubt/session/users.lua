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

-- The entry of a user; empty for none, and for no user.
local function entry_at(users, owner)
  return owner ~= '' and redis.call('HGET', users, owner) or ''
end

-- The sessions of a user: first those that live and whose keys are declared, from KEYS[first] on; then the ids of which
-- no key is declared.
local function sessions_of(users, owner, first, now)
  local keys = {}
  for i = first, #KEYS do
    keys[id_of(KEYS[i])] = KEYS[i]
  end
  local known, unknown = {}, {}
  for _, id in ipairs(ids_in(entry_at(users, owner))) do
    if keys[id] then
      known[#known + 1] = live_member(keys[id], now)
    else
      unknown[#unknown + 1] = id
    end
  end
  return known, unknown
end

-- The entry for these sessions and ids.
local function entry_of(sessions, ids)
  local all = {}
  for _, session in ipairs(sessions) do
    all[#all + 1] = id_of(session.key)
  end
  return table.concat(all) .. table.concat(ids)
end

-- An entry of the users without an id.
local function without(entry, id)
  local at = string.find(entry, id, 1, true)
  if #entry % 32 == 0 and (not at or at % 32 == 1) then
    return at and string.sub(entry, 1, at - 1) .. string.sub(entry, at + 32) or entry
  end
  local ids = {}
  for _, each in ipairs(ids_in(entry)) do
    if each ~= id then
      ids[#ids + 1] = each
    end
  end
  return table.concat(ids)
end

-- Sets the entry of a user, which may be empty.
local function set_entry(users, owner, entry)
  if entry == '' then
    redis.call('HDEL', users, owner)
  else
    redis.call('HSET', users, owner, entry)
  end
end

-- Removes an id from the entry of a user, which was read before.
local function remove_id(users, owner, entry, id)
  local left = without(entry, id)
  if left ~= entry then
    set_entry(users, owner, left)
  end
end

-- Ends a session because of a call. Returns how long it lasted, ms.
local function remove(session, users, index, channel, reason, now)
  -- Read before the first write, so that an index of another type is refused, and nothing is changed then.
  local entry = entry_at(users, session.owner)
  local lasted = finish(session, index, channel, 'DESTROYED', reason, now)
  remove_id(users, session.owner, entry, id_of(session.key))
  return lasted
end
