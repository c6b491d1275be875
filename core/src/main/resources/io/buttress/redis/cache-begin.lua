-- Gives a ticket, and the lead to the first who asks for one and wants it.
--
-- KEYS[1] the purges of the shard
-- KEYS[2] who leads: a token, or 'alone' if nobody is to wait for anybody
-- ARGV[1] the token
-- ARGV[2] how long others wait at most, ms; 0: nobody waits
--
-- Returns the instant of the ticket in us; 0 if nobody else leads, 1 if somebody does, 2 if it stands
-- alone; and Redis's clock in us.
-- Touches KEYS only; KEYS[1] lives for two hours longer than any response of the shard.

local purges, lead, token, lease = KEYS[1], KEYS[2], ARGV[1], ARGV[2]
local now = micros()
local clock = tick(purges, now)
local standing = 0
local held = call('GET', lead)
if held then
  standing = held == 'alone' and 2 or 1
elseif lease ~= '0' then
  call('SET', lead, token, 'PX', lease)
end
return { clock, standing, now }
