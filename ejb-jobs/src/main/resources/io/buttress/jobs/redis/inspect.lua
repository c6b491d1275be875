-- Looks at a queue without changing it.
--
-- KEYS[1]  the queue
-- ARGV[1]  'counts': returns the time in ms, 1 if paused, how many are delayed, leased, dead, completed;
--            how many are ready at the priorities 0 to 9 (with a last chance: at 9); the time in ms since when the oldest of the jobs
--            that are next could have been started, 0 if none is ready; then names and values of the counters
--          'page': ARGV[2] a place ('ready', 'delayed', 'leased', 'dead', 'completed'), ARGV[3] from
--            which position, ARGV[4] how many at most, to 100: returns how many jobs are in that place,
--            and how many of them were looked at, fewer if they are long; then of each what 'job'
--            returns, without errors
--          'job': ARGV[2] an id: returns nothing, or: id, place, its time in ms (due, end of the lease,
--            burial, end of keeping; 0), body, claims, failures, crashes, node, first failure in ms,
--            progress, result, 1 if cancellation is asked for; a list of errors
--          'leases': ARGV[2] a node's name, ARGV[3] where to go on: '0', or what was returned last:
--            returns where to go on, '0' at the end; then ids and fences of jobs that it has, of some
--            hundreds of leased ones; the same one can be there twice
--          'eviction': returns what Redis does when its memory is full, such as 'noeviction'; 'unknown'
--            to a user who may not ask
--
-- Changes nothing.

-- When so many bytes have been read, a page is full: to hand them over takes Redis time.
local FULL = 200000

local places = { delayed = DELAYED, leased = LEASED, dead = DEAD, completed = COMPLETED }

-- Adds what is said of a job; how many bytes that are.
local function describe(list, id, place, score, body)
  local state = call('HMGET', NOTES .. id, 'n', 'f', 'c', 'w', 't', 'p', 'r')
  local at = tonumber(score or 0)
  if place == 'leased' then
    at = floor(at / 1024)
  end
  local n = #list
  list[n + 1], list[n + 2], list[n + 3], list[n + 4] = id, place, at, body
  for i = 1, 7 do
    list[n + 4 + i] = state[i] or ''
  end
  list[n + 5] = tonumber(state[1] or 0)
  list[n + 12] = call('SISMEMBER', STOP, id) == 1 and '1' or ''
  if place == 'leased' then
    list[n + 5] = list[n + 5] + 1
    list[n + 8] = owner_of(id) or ''
    list[n + 10] = call('HGET', PROGRESS, id) or state[6] or ''
  end
  return #body + #list[n + 11]
end

local looks = {}

function looks.eviction()
  local info = redis.pcall('INFO', 'memory')
  return { type(info) == 'string' and match(info, 'maxmemory_policy:(%S+)') or 'unknown' }
end

function looks.leases()
  local node, some = ARGV[2], call('HSCAN', OWNERS, ARGV[3], 'COUNT', 300)
  local list, owners = { some[1] }, some[2]
  for i = 1, #owners, 2 do
    local owner, fence = match(owners[i + 1], '^(%S+) ?(%d*)')
    if owner == node then
      list[#list + 1] = owners[i]
      list[#list + 1] = fence == '' and '1' or fence
    end
  end
  return list
end

-- Since when a job can be started. One that has failed or was lost has waited since then, at most.
local function due(id, body)
  local created = tonumber(sub(body, 3, 15))
  if byte(body, 1) ~= VERSION or not created then
    return math.huge
  end
  local at = math.max(created + (option(body, 'd') or 0), option(body, 'a') or 0)
  local failed = byte(body, 2) == PLUS and call('LINDEX', q .. ':e:' .. id, 0)
  return failed and math.max(at, match(failed, '^%d+')) or at
end

-- Since when the next job of a list can be started, past a few that have been discarded there.
local function due_of_first(list)
  for _, id in ipairs(call('LRANGE', list, 0, 9)) do
    local body = head(id)
    if is_job(body) then
      return due(id, body)
    end
  end
  return math.huge
end

function looks.counts()
  local result = {
    now, call('HGET', META, 'paused') and 1 or 0, call('ZCARD', DELAYED), call('ZCARD', LEASED),
    call('ZCARD', DEAD), call('ZCARD', COMPLETED)
  }
  local oldest = due_of_first(LAST_CHANCES)
  for level = 0, 9 do
    result[#result + 1] = call('LLEN', q .. ':r' .. level)
    oldest = math.min(oldest, due_of_first(q .. ':r' .. level))
  end
  result[#result] = result[#result] + call('LLEN', LAST_CHANCES)
  result[#result + 1] = oldest < math.huge and oldest or 0
  for _, value in ipairs(call('HGETALL', META)) do
    result[#result + 1] = value
  end
  return result
end

-- Adds what is said of a job to a page; how many bytes more may be added then.
local function show(list, room, id, place, score)
  local body = call('GET', BODY .. id)
  list[2] = list[2] + 1
  if is_job(body) then
    room = room - describe(list, id, place, score, body)
  end
  return room
end

-- The ready lists one after the other, the most urgent first.
local function ready_page(from, most, list)
  local names, room = { LAST_CHANCES }, FULL
  for level = 9, 0, -1 do
    names[#names + 1] = q .. ':r' .. level
  end
  for _, name in ipairs(names) do
    local length = call('LLEN', name)
    local start = math.max(from - list[1], 0)
    list[1] = list[1] + length
    if start < length and list[2] < most and room > 0 then
      for _, id in ipairs(call('LRANGE', name, start, start + most - list[2] - 1)) do
        room = show(list, room, id, 'ready', 0)
        if room <= 0 then
          break
        end
      end
    end
  end
  return list
end

function looks.page()
  local place, from, most = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
  if place == 'ready' then
    return ready_page(from, most, { 0, 0 })
  end
  local list, room = { call('ZCARD', places[place]), 0 }, FULL
  local ids = call('ZRANGE', places[place], from, from + most - 1, 'WITHSCORES')
  for i = 1, #ids, 2 do
    room = show(list, room, ids[i], place, ids[i + 1])
    if room <= 0 then
      break
    end
  end
  return list
end

function looks.job()
  local id = ARGV[2]
  local body = call('GET', BODY .. id)
  if not is_job(body) then
    return {}
  end
  local list = {}
  for place, name in pairs(places) do
    local score = call('ZSCORE', name, id)
    if score then
      describe(list, id, place, score, body)
    end
  end
  if #list == 0 then
    describe(list, id, call('HEXISTS', NOTES .. id, 'k') == 1 and 'parked' or 'ready', 0, body)
  end
  list[#list + 1] = call('LRANGE', q .. ':e:' .. id, 0, -1)
  return list
end

return looks[ARGV[1]]()
