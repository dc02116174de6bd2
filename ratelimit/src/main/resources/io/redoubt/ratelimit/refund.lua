-- Gives back what runs of take.lua took. Follows clock.lua, rewrite.lua and the files of the algorithms of these
-- limits, whose functions are called with key, place of the first argument, time, generation and cost, and return the
-- place after the last argument and how many units were given back.
-- KEYS  one for each limit, all in one slot
-- ARGV  for each limit: algorithm   the time and the generation that take.lua replied   cost   the arguments of the
--       algorithm
-- Reply for each limit how many units were given back: 0 if they count no more, or the limit has been reset since
-- Time to live: stays; a limit without units is removed. Works without memory.
local reply, at = {}, 1
for i = 1, #KEYS do
  at, reply[i] = algorithms[ARGV[at]](KEYS[i], at + 4, tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]))
end
return reply
