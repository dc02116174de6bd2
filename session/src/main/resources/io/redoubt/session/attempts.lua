-- Functions for the attempts of a login across slots, which share the session under the new id.

-- Notes an attempt. Of more than 16, and of a session without any, it stays unknown which ones there are.
local function join(key, attempt)
  begin_writing(key)
  local attempts = redis.call('HGET', key, 'n') or '+'
  redis.call('HSET', key, 'n', #attempts < 256 and attempts .. attempt or '+')
end

-- Removes an attempt, unless it is the only one, which this returns.
local function is_last(key, attempt)
  local attempts = redis.call('HGET', key, 'n') or ''
  local at = string.find(attempts, attempt, 1, true)
  if at and attempts ~= attempt then
    begin_writing(key)
    redis.call('HSET', key, 'n', string.sub(attempts, 1, at - 1) .. string.sub(attempts, at + #attempt))
  end
  return attempts == attempt
end
