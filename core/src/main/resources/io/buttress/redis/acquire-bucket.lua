-- Charges a token or leaky bucket, once: what acquire-buckets.lua would do for a caller who is
-- alone, as most are while there is little load. That script says what a bucket's key holds, how
-- long it lives and when it is cut.
--
-- KEYS   the bucket
-- ARGV   increment us, tolerance us (-1: never admits), most us if that is another
--
-- Returns used us after the charge, or -1 - used if it was refused.

local call, key = redis.call, KEYS[1]
local time = call('TIME')
local now = time[1] * 1000000 + time[2]

-- Arithmetic makes a number of a text in half the time that tonumber takes.
local full = call('GET', key)
local used, clamped = 0, false
if full then
  full = full + 0
  if full > now then
    used = full - now
    local most = tonumber(ARGV[3] or ARGV[2])
    if used > most then
      used, clamped = most, true
    end
  end
end

local charged = used + ARGV[1]
local admitted = charged <= tonumber(ARGV[2])
if admitted then
  used = charged
elseif not clamped then
  return -1 - used
end

local fuller = now + used
local span = fuller - fuller % 8388608
if full and full >= span and full < span + 8388608 then
  call('INCRBY', key, fuller - full)
else
  call('SET', key, fuller, 'PX', math.ceil((span + 16777216 - now) / 1000))
end
return admitted and used or -1 - used
