-- Sessions without their attributes.
-- KEYS  the sessions
-- ARGV  1 now, ms (tests only)
-- Reply list of those that have not ended, see described() in description.lua
-- O(fields of the sessions)
local now = clock(ARGV[1])
local reply = {}
for _, key in ipairs(KEYS) do
  local session = live_member(key, now)
  if session then
    reply[#reply + 1] = described(session)
  end
end
return reply
