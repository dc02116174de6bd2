-- The clock of the limits: the beginning of take.lua and refund.lua.
local time = redis.call('TIME')
local server_micros = time[1] * 1000000 + time[2]
local clock = server_micros
