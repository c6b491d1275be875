-- One round trip of a poller: settles what its workers have done, renews leases, takes jobs from dead
-- workers, makes due jobs ready, claims jobs. Each part handles at most 60 jobs, and fewer where more
-- is to be done of each: so that all of it together takes Redis a millisecond or two.
--
-- KEYS[1]  the queue
-- ARGV[1]  the node's name
-- ARGV[2]  how long a lease is, in ms
-- ARGV[3]  how many jobs it wants, 0 to 60; it may get fewer though there are more
-- ARGV[4]  the priorities in the order in which they are served, as digits
-- ARGV[5]  how many jobs may be leased in the whole queue; 0: any number
-- ARGV[6]  how many of one concurrency key; 0: any number
-- ARGV[7]  after how many crashes a job is buried, from 1
-- ARGV[8]  how many errors of a job are kept, from 1
-- ARGV[9]  how many dead jobs are kept; ARGV[10] for how long, in ms
-- ARGV[11] '1' if the dead and the completed are to be trimmed and recurring jobs looked for
-- ARGV[12] how many jobs are done; their ids. Only jobs without options, at their first claim
-- then     how many leases to renew; of each the id, the fence, and its progress or an empty text
-- then     of each other job to settle: what ('done', 'retry', 'bury', 'discard', 'giveback'), id,
--          fence, a number in ms (done: how long the result is kept; retry, giveback: the delay; or 0)
--          and a text (result or error). What follows on a job that is done stands after it: 'follow',
--          id, 0, delay in ms, body after CREATED
--
-- Returns 1 the time in ms; 2 in how many ms the next trip is due for delayed jobs, -1 if for none; 3 1 if
-- the queue is paused; 4 1 if ready jobs are left; 5 claimed jobs: id, body;
-- 6 ids that were settled too late; 7 ids whose lease is lost; 8 ids whose cancellation is asked for;
-- 9 numbers: reaped, buried for crashes, expired, vanished, unreadable, parked, batches that were cut
-- off; 10 recurring jobs that are due: name, fire in ms, definition; 11 in how many ms the next
-- recurring one is due, 0 if more may be now, -1 if none; 12 of claimed jobs that have been claimed
-- before: the number in that list from 1, fence, failures, crashes; 13 jobs that are dead now though no
-- worker has said so: id, type, why; 14 jobs that were added as they follow others: id, type
--
-- Touches everything of the queue.

-- If memory is full, Redis refuses what a script writes first, unless it is something that frees
-- memory. This is, and so what is there can be worked off.
call('DEL', q)

local MOST = 60
local MOST_REAPED, MOST_UNPARKED, MOST_DUE, MOST_TRIMMED, MOST_FIRES = 20, 20, 20, 20, 20
-- If much else was to be done, fewer jobs are claimed than are wanted, but not fewer than this.
local LEAST_CLAIMED = 20
-- No more jobs are claimed than have so many bytes of bodies together, but for a single one that has
-- more.
local FULL = 200000
-- No more recurring jobs are looked at when what has been read of them is so long.
local FULL_OF_FIRES = 200000

-- Redis keeps small sorted sets and hashes as lists, in which to find a hundred of a hundred takes as
-- long as everything else here. An element as long as this one makes it use tables.
local LONG = string.rep('-', 65)
local MANY = 12

local node, lease, want = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local order, limit, key_limit = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local most_crashes, most_errors = tonumber(ARGV[7]), tonumber(ARGV[8])
local most_dead, dead_age, housekeeping = tonumber(ARGV[9]), tonumber(ARGV[10]), ARGV[11] == '1'
local late, lost, cancelled = {}, {}, {}
local reaped, crashed, expired, vanished, unreadable, parked = 0, 0, 0, 0, 0, 0

-- The options by which others wait for the end of a job: its concurrency key, batch and unique key.
local AWAITED = { 'c', 'b', 'u' }

local function count(name, n)
  if n > 0 then
    call('HINCRBY', META, name, n)
  end
end

local function is_fence(score, fence)
  return score and score % 1024 == fence % 1024
end

-- As text, for to make one of such a number takes Redis as long as everything else about a claim.
local function lease_until(fence)
  return string.format('%.0f', (now + lease) * 1024 + fence % 1024)
end
local first_lease = lease_until(1)

-- If the next crash of a job would be its last, makes it ready apart from others.
local function give_last_chance(id)
  local crashes = tonumber(call('HGET', NOTES .. id, 'c') or 0)
  local is_last = crashes > 0 and crashes >= most_crashes - 1
  if is_last then
    call('RPUSH', LAST_CHANCES, id)
  end
  return is_last
end

-- A job is ready once more, before others.
local function back_to_ready(id, body)
  if not give_last_chance(id) then
    call('LPUSH', ready_list(body), id)
  end
end

-- Whether a job with a last chance waits, and none is leased.
local function is_last_chance()
  if call('LLEN', LAST_CHANCES) == 0 then
    return false
  end
  local tried = call('GET', TRIED)
  return not (tried and call('ZSCORE', LEASED, tried))
end

-- Somebody has deleted the body of a job that waited. If it was parked once, it may have been the next
-- of its concurrency key.
local function forget_vanished(id)
  vanished = vanished + 1
  let_others_run(call('HGET', NOTES .. id, 'q'))
  remove(id, '')
end

-- How many jobs have gone on from where they were parked: all, and of each concurrency key.
local unparked, unparked_of = 0, {}

-- Makes parked jobs of a concurrency key ready, as many as may be leased.
local function unpark(key)
  local list = q .. ':p:' .. key
  local free = math.huge
  if key_limit > 0 then
    free = key_limit - call('SCARD', q .. ':k:' .. key) - (unparked_of[key] or 0)
  end
  while free > 0 do
    if unparked == MOST_UNPARKED then
      if call('EXISTS', list) == 1 then
        call('ZADD', UNPARK, 0, key)
        wake()
      end
      return
    end
    local id = call('LPOP', list)
    if not id then
      return
    end
    unparked = unparked + 1
    call('HINCRBY', META, 'parked', -1)
    local body = head(id)
    if is_job(body) then
      call('HDEL', NOTES .. id, 'k')
      back_to_ready(id, body)
      wake()
      -- Another one may have replaced what it does, under another key.
      if option(body, 'c') == key then
        unparked_of[key] = (unparked_of[key] or 0) + 1
        free = free - 1
      end
    elseif body then
      forget_cancelled(id, body)
    else
      forget_vanished(id)
    end
  end
end

local function awaited(body)
  local all = ''
  for _, name in ipairs(AWAITED) do
    local value = option(body, name)
    if value then
      all = all .. ';' .. name .. '=' .. value
    end
  end
  return all
end

-- What stands for the body of a leased job that somebody has deleted, so that nobody waits for its end
-- for ever.
local function ghost(id)
  local owner = call('HGET', OWNERS, id)
  return CREATED .. '4 ' .. (owner and match(owner, ' (;%S*)$') or '-') .. ' ?\n'
end

-- Ends a lease. What becomes of the job is for the caller.
local function leave(id, body)
  call('ZREM', LEASED, id)
  call('HDEL', OWNERS, id)
  call('HDEL', PROGRESS, id)
  local key = option(body, 'c')
  if key then
    call('SREM', q .. ':k:' .. key, id)
    unpark(key)
  end
end

-- A job goes on after this claim.
local function note_claim(id, owner, progress)
  local state = NOTES .. id
  call('SETRANGE', BODY .. id, 1, '+')
  call('HINCRBY', state, 'n', 1)
  call('HSET', state, 'w', owner)
  if progress then
    call('HSET', state, 'p', progress)
  end
end

local function note_error(id, where, text)
  local errors = q .. ':e:' .. id
  call('LPUSH', errors, now .. ' ' .. where .. ' ' .. text)
  call('LTRIM', errors, 0, most_errors - 1)
  call('HSETNX', NOTES .. id, 't', now)
end

local function bury(id, body)
  call('ZADD', DEAD, now, id)
  ended(id, body, false)
end

local settling = {}
-- Of the job that is being settled, as its last worker has told it.
local progress

function settling.done(id, body, kept, result)
  count('done', 1)
  ended(id, body, true)
  if kept > 0 then
    call('ZADD', COMPLETED, now + kept, id)
    note_claim(id, node, progress)
    call('HSET', NOTES .. id, 'r', result)
  else
    remove(id, body)
  end
end

function settling.retry(id, _, delay, failure)
  note_claim(id, node, progress)
  call('HINCRBY', NOTES .. id, 'f', 1)
  note_error(id, node, failure)
  to_delayed(id, now + delay)
end

function settling.bury(id, body, _, failure)
  count('buried', 1)
  note_claim(id, node, progress)
  call('HINCRBY', NOTES .. id, 'f', 1)
  note_error(id, node, failure)
  bury(id, body)
end

function settling.discard(id, body)
  count('discarded', 1)
  ended(id, body, false)
  remove(id, body)
end

function settling.giveback(id, body, delay)
  note_claim(id, node, progress)
  if delay > 0 then
    to_delayed(id, now + delay)
  else
    back_to_ready(id, body)
  end
end

-- A leased job that has not succeeded can't be begun again.
local function vanish(id, body)
  vanished = vanished + 1
  ended(id, body, false)
  remove(id, body)
end

-- An operator has asked for its end: a job that has not succeeded by now is not begun again.
local function is_to_end(id)
  return call('SISMEMBER', STOP, id) == 1
end

-- 1. What is done, in few calls, for most jobs have nothing that would need more.
local at = 13
local done = tonumber(ARGV[12])
if done > 0 then
  local holders = call('HMGET', OWNERS, unpack(ARGV, at, at + done - 1))
  local ours, bodies, n = {}, {}, 0
  for i = 1, done do
    local holder, id = holders[i], ARGV[at + i - 1]
    if holder == node or holder and not find(holder, ' ', 1, true) then
      n = n + 1
      ours[n], bodies[n] = id, BODY .. id
    else
      late[#late + 1] = id
    end
  end
  if n > 0 then
    call('ZREM', LEASED, unpack(ours))
    call('HDEL', OWNERS, unpack(ours))
    call('DEL', unpack(bodies))
    if call('EXISTS', PROGRESS, STOP) > 0 then
      call('HDEL', PROGRESS, unpack(ours))
      call('SREM', STOP, unpack(ours))
    end
    count('done', n)
  end
  at = at + done
end

-- 2. Leases to renew.
local renewals = tonumber(ARGV[at])
at = at + 1
for i = at, at + 3 * renewals - 1, 3 do
  local id, fence, progress = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if is_fence(call('ZSCORE', LEASED, id), fence) then
    call('ZADD', LEASED, lease_until(fence), id)
    if progress ~= '' then
      call('HSET', PROGRESS, id, progress)
    end
    if is_to_end(id) then
      cancelled[#cancelled + 1] = id
    end
  else
    lost[#lost + 1] = id
  end
end
at = at + 3 * renewals

-- 3. Everything else that is to be settled.
local settled = false
-- How much has been done that takes as long as a claim or longer.
local spent = 0
for i = at, #ARGV, 5 do
  local what, id = ARGV[i], ARGV[i + 1]
  spent = spent + 1
  if what == 'follow' then
    if settled then
      follow(id, tonumber(ARGV[i + 3]), ARGV[i + 4])
    end
  else
    settled = is_fence(call('ZSCORE', LEASED, id), ARGV[i + 2])
    if settled then
      local body = head(id)
      local is_there = is_job(body)
      body = is_there and body or ghost(id)
      progress = call('HGET', PROGRESS, id)
      leave(id, body)
      if is_there then
        if what ~= 'done' and what ~= 'giveback' then
          count('failed', 1)
        end
        if what ~= 'done' and is_to_end(id) then
          what = 'discard'
        end
        settling[what](id, body, tonumber(ARGV[i + 3]), ARGV[i + 4])
      elseif what == 'done' then
        -- Its worker had what is missing here.
        settling.done(id, body, 0)
      else
        vanish(id, body)
      end
    else
      late[#late + 1] = id
    end
  end
end
count('late', #late)

-- 4. Jobs whose worker has not renewed its lease.
local gone = call('ZRANGEBYSCORE', LEASED, 0, now * 1024, 'LIMIT', 0, MOST_REAPED)
spent = spent + #gone
for _, id in ipairs(gone) do
  local body, is_short = head(id)
  local is_there = is_job(body)
  body = is_there and body or ghost(id)
  local where, last = owner_of(id) or '?', call('HGET', PROGRESS, id)
  leave(id, body)
  if is_there then
    reaped = reaped + 1
    if is_to_end(id) then
      settling.discard(id, body)
    else
      note_claim(id, where, last)
      local crashes = call('HINCRBY', NOTES .. id, 'c', 1)
      local why = 'the worker is gone: its lease ran out'
      note_error(id, where, why)
      if crashes >= most_crashes then
        crashed = crashed + 1
        bury(id, body)
        note_dead(id, is_short and call('GET', BODY .. id) or body, why)
      else
        back_to_ready(id, body)
      end
    end
  else
    vanish(id, body)
  end
end
count('crashed', reaped)
count('buried', crashed)

-- 5. Jobs that may go on.
local keys = call('ZRANGE', UNPARK, 0, MOST_UNPARKED - 1)
for _, key in ipairs(keys) do
  call('ZREM', UNPARK, key)
  unpark(key)
end
if #keys == MOST_UNPARKED then
  wake()
end

-- 6. Jobs that are due.
local due = call('ZRANGEBYSCORE', DELAYED, 0, now, 'LIMIT', 0, MOST_DUE)
if #due > 0 then
  call('ZREM', DELAYED, unpack(due))
  for _, id in ipairs(due) do
    local body = call('GETRANGE', BODY .. id, 0, 17)
    if body == '' then
      forget_vanished(id)
    elseif byte(body, 2) ~= PLUS or not give_last_chance(id) then
      to_ready(id, body)
    end
  end
end
push_fresh()

-- 7. Claims.
local state = call('HMGET', META, 'paused', 'long')
local paused = state[1] == '1'
local room = math.min(want, math.max(MOST - spent, LEAST_CLAIMED))
if limit > 0 then
  room = math.min(room, limit - call('ZCARD', LEASED))
end
-- And of each list the number of the last id that is from there.
local ids, sources = {}, {}
if not paused and room > 0 then
  if is_last_chance() then
    ids[1] = call('LPOP', LAST_CHANCES)
    sources[1] = LAST_CHANCES
    call('SET', TRIED, ids[1])
    room = room - 1
  end
  for i = 1, room > 0 and #order or 0 do
    local list = q .. ':r' .. sub(order, i, i)
    local popped = call('LPOP', list, room)
    if popped then
      room = room - #popped
      if #ids == 0 then
        ids = popped
      else
        for _, id in ipairs(popped) do
          ids[#ids + 1] = id
        end
      end
      sources[#ids] = list
      if room == 0 then
        break
      end
    end
  end
end

-- Puts ids back from that number on.
local function put_back(from)
  local list
  for i = #ids, from, -1 do
    list = sources[i] or list
    call('LPUSH', list, ids[i])
    ids[i] = nil
  end
end

local function read_bodies(from, to)
  local names = {}
  for i = from, to do
    names[i - from + 1] = BODY .. ids[i]
  end
  return call('MGET', unpack(names))
end

local function read_long_bodies()
  local bytes = 0
  for i = 1, #ids do
    bytes = bytes + call('STRLEN', BODY .. ids[i])
    if bytes > FULL and i > 1 then
      put_back(i)
      break
    end
  end
  return read_bodies(1, #ids)
end

local claimed, claims, again = {}, 0, {}
local leases, owners, m = { 0, LONG }, { LONG, '' }, 2

local function claim(id, body, mark, waited_for)
  local score, owner, fence = first_lease, node, 1
  claims = claims + 1
  if mark == PLUS then
    local before = call('HMGET', NOTES .. id, 'n', 'f', 'c')
    local k = #again
    fence = 1 + (before[1] or 0)
    score, owner = lease_until(fence), node .. ' ' .. fence
    again[k + 1], again[k + 2] = claims, fence
    again[k + 3], again[k + 4] = before[2] or 0, before[3] or 0
  end
  if waited_for ~= '' then
    owner = node .. ' ' .. fence .. ' ' .. waited_for
  end
  leases[m + 1], leases[m + 2] = score, id
  owners[m + 1], owners[m + 2] = id, owner
  m = m + 2
  claimed[2 * claims - 1], claimed[2 * claims] = id, body
end

-- Writes down whose the claimed jobs are.
local function lease_claimed()
  local many = m > 2 * MANY
  call('ZADD', LEASED, unpack(leases, many and 1 or 3))
  call('HSET', OWNERS, unpack(owners, many and 1 or 3))
  if many then
    call('ZREM', LEASED, LONG)
    call('HDEL', OWNERS, LONG)
  end
end

-- Whether a job with options may run now; if not, it has been dealt with.
local function may_run(id, body)
  local life = option(body, 'x')
  if life and now >= tonumber(sub(body, 3, 15)) + life then
    expired = expired + 1
    ended(id, body, false)
    let_others_run(option(body, 'c'))
    remove(id, body)
    return false
  end
  local key = option(body, 'c')
  if key and key_limit > 0 then
    if call('SCARD', q .. ':k:' .. key) >= key_limit then
      parked = parked + 1
      call('HINCRBY', META, 'parked', 1)
      call('RPUSH', q .. ':p:' .. key, id)
      call('HSET', NOTES .. id, 'k', 1, 'q', key)
      return false
    end
    call('SADD', q .. ':k:' .. key, id)
  end
  return true
end

if #ids > 0 then
  local bodies = state[2] and read_long_bodies() or read_bodies(1, #ids)
  for i = 1, #ids do
    local id, body, version, mark = ids[i], bodies[i], nil, nil
    if body then
      version, mark = byte(body, 1, 2)
    end
    if not body then
      forget_vanished(id)
    elseif version == CANCELLED then
      forget_cancelled(id, body)
    elseif version ~= VERSION then
      -- Left to who can read it.
      unreadable = unreadable + 1
      call('ZADD', DELAYED, now + 60000, id)
    elseif byte(body, 19) ~= 59 then
      claim(id, body, mark, '')
    else
      local options = brief(body)
      if may_run(id, options) then
        claim(id, body, mark, awaited(options))
      end
    end
  end
  if m > 2 then
    lease_claimed()
  end
  count('expired', expired)
  count('unreadable', unreadable)
end
-- An expired job may have been the last of its batch.
push_fresh()

-- 8. Who waits is woken by what is left.
local left = 0
if not paused and (limit == 0 or call('ZCARD', LEASED) < limit) then
  local lists = {}
  for i = 1, #order do
    lists[i] = q .. ':r' .. sub(order, i, i)
  end
  if call('EXISTS', unpack(lists)) > 0 or is_last_chance() then
    left = 1
    wake()
  end
end

-- 9. What need not be kept any longer, and then what recurs: about once a second, and the former when
-- there may be more of it.
local function trim(place, old)
  for _, id in ipairs(old) do
    call('ZREM', place, id)
    remove(id, head(id) or '')
  end
  return #old
end

if housekeeping or spent > 0 then
  local over = math.min(call('ZCARD', DEAD) - most_dead, MOST_TRIMMED)
  local old = call('ZRANGEBYSCORE', DEAD, 0, now - dead_age, 'LIMIT', 0, MOST_TRIMMED)
  if over > #old then
    old = call('ZRANGE', DEAD, 0, over - 1)
  end
  local trimmed = trim(DEAD, old)
  old = call('ZRANGEBYSCORE', COMPLETED, 0, now, 'LIMIT', 0, MOST_TRIMMED - trimmed)
  trimmed = trimmed + trim(COMPLETED, old)
  if trimmed == MOST_TRIMMED then
    wake()
  end
end

-- Nobody will add what is missing of a batch.
local function cut_off(batch)
  local name = q .. ':b:' .. batch
  call('ZREM', OPEN, batch)
  local missing = call('HGET', name, 'missing')
  if not missing then
    -- Somebody has deleted it.
    return
  end
  call('HDEL', name, 'missing')
  call('HSET', name, 'never', missing)
  call('HINCRBY', name, 'failed', missing)
  call('HINCRBY', name, 'left', -missing)
  end_batch(batch)
end

local fires, next_fire, cut = {}, -1, {}
if housekeeping then
  cut = call('ZRANGEBYSCORE', OPEN, 0, now, 'LIMIT', 0, MOST_TRIMMED)
  for _, batch in ipairs(cut) do
    cut_off(batch)
  end
  local recurring = call('ZRANGE', q .. ':t', 0, MOST_FIRES - 1, 'WITHSCORES')
  local length = 0
  if #recurring == 2 * MOST_FIRES then
    next_fire = 0
  end
  for i = 1, #recurring, 2 do
    local fire = tonumber(recurring[i + 1])
    if fire > now then
      next_fire = fire - now
      break
    elseif length > FULL_OF_FIRES then
      next_fire = 0
      break
    end
    local n, definition = #fires, call('HGET', q .. ':T', recurring[i]) or ''
    fires[n + 1], fires[n + 2], fires[n + 3] = recurring[i], fire, definition
    length = length + #definition
  end
end

local first = call('ZRANGE', DELAYED, 0, 0, 'WITHSCORES')
local next_due = first[2] and math.max(tonumber(first[2]) - now, 0) or -1
if #gone == MOST_REAPED then
  next_due = 0
end
return {
  now, next_due, paused and 1 or 0, left, claimed, late, lost, cancelled,
  { reaped, crashed, expired, vanished, unreadable, parked, #cut }, fires, next_fire, again,
  found_dead, followers
}
