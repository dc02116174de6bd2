-- Functions for the record under an id that was replaced.

-- What has become of a session that is not found under its old key any more, for a caller who wants to give it the new
-- one: 1 and its fields if an earlier call with the same new id has done so, -2 if another call was first, 0 if it has
-- ended.
local function successor(old, new, now)
  local record = redis.call('HMGET', old, 'r', 'e')
  local ends = whole(record[2])
  if not record[1] or not ends or now > ends then
    return {0}
  end
  if record[1] ~= id_of(new) then
    return {-2}
  end
  return live(new, now) and {1, redis.call('HGETALL', new)} or {0}
end

-- Leaves a record under the old key of a session. Something was written before, so that no memory is needed.
local function leave_record(old, new, grace, kept, session, now)
  if grace > 0 then
    redis.call('HSET', old, 'r', id_of(new), 'e', now + kept, 'g', now + grace, 'w', session.version)
  else
    redis.call('HSET', old, 'r', id_of(new), 'e', now + kept)
  end
  redis.call('PEXPIRE', old, kept)
end
