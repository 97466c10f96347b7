
  # ==== sampling: the functions above, a token at a time, with keys and values kept ====
  #
  # Letters as above; here B sequences that are continued together, S the longest text, L blocks, t tokens computed at once.
  # The state is one list each, written in place:
  #   caches    L of [2, B, h, room, w]: keys and values of the tokens that went through the block, in the order of the text
  #   lengths   L B: how many of them each sequence has; places beyond are 0
  #   loads     L B E: tokens that each expert has taken of each sequence
  #   positions B: tokens of each sequence so far
  # The model is
  #   weights   embedding, last norm's gain and bias, output; then those of each block: attention, feed-forward, router, predictor;
  #             then the experts' matrices. All matrices as packed() has them.
  #   plan      L times the numbers named by fields()
  #   barriers  L: what a router output, a prediction or a draw has to be above
  #   cuts      L P: what the share of a path has to be above in expert choice; 0 where tokens take their largest shares; empty without experts
  #   biases    L P: what is added to the share of a path for the choice alone; empty where nothing is
  #   tables    cosines and sines of every position, barrier of attend(), draws [L, S] of stochastic routers, 0 to S - 1

  # Numbers of a block in plan, in this order: who decides (0 nobody, 1 router, 2 predictor, 3 the draws), most tokens of a
  # sequence, sigmoid, whole (as in put), experts E (0: an MLP), paths a token takes, most tokens of a sequence an expert takes,
  # whether the shares of those paths are renormalised, index of its first weight, and that of its first expert's matrices.
  def fields(self: __torch__.Functions) -> int:
    return 10

  # ---- products of few rows, which take as long as reading the matrix does ----

  # A matrix [a, b] as oneDNN reads it fastest, where that is worth a call of oneDNN, ten microseconds more than one of MKL: in float32
  # from a megabyte on. Formats are libtorch's numbers: 6 float32, 15 bfloat16. Where products of bfloat16 numbers are computed in
  # float32, the matrix is a float32 copy of them.
  def packed(self: __torch__.Functions, w: Tensor) -> Tensor:
    if w.is_cuda or (w.dtype != 6 and w.dtype != 15):
      return w
    matrix = w
    if self.widened(w):
      matrix = w.to(6)
    if matrix.dtype == 6 and matrix.numel() < 262144:
      return matrix
    return ops.mkldnn._reorder_linear_weight(matrix.t().contiguous(), 1)

  # The model for sampling: its matrices packed, and those of experts one by one, input and output in turn. Writes into plan where they begin.
  def pack(self: __torch__.Functions, weights: List[Tensor], plan: List[int]) -> List[Tensor]:
    all = annotate(List[Tensor], [])
    for i in range(len(weights)):
      all.append(weights[i])
    all[3] = self.packed(weights[3])
    for layer in range(torch.floordiv(len(plan), self.fields())):
      field = layer * self.fields()
      e = plan[field + 4]
      first = plan[field + 8]
      matrices = [first + 2, first + 3]
      predictor = first + 9
      if e > 0:
        predictor = first + 10
        plan[field + 9] = len(all)
        for expert in range(e):
          all.append(self.packed(weights[first + 7].select(0, expert)))
          all.append(self.packed(weights[first + 8].select(0, expert)))
      else:
        matrices = matrices + [first + 6, first + 7]
      for i in range(len(matrices)):
        all[matrices[i]] = self.packed(weights[matrices[i]])
      if plan[field] == 2:
        # Small, so that MKL is done with it in float32 before oneDNN is in bfloat16. The numbers are the same, but for the order of sums.
        all[predictor] = self.packed(weights[predictor].to(weights[predictor + 1].dtype))
    return all

  # x [t, a], w packed, both of one format -> [t, b].
  def few_multiplied(self: __torch__.Functions, x: Tensor, w: Tensor) -> Tensor:
    if w.is_mkldnn:
      return ops.mkldnn._linear_pointwise(x, w, None, "none", annotate(List[Optional[number]], []), "")
    return self.product(x, w)

  # x [t, a], w packed -> [t, b] in the format of x.
  def few(self: __torch__.Functions, x: Tensor, w: Tensor) -> Tensor:
    return self.few_multiplied(x.to(w.dtype), w).to(x.dtype)

  # y [t, b] + x w.
  def few_plus(self: __torch__.Functions, y: Tensor, x: Tensor, w: Tensor) -> Tensor:
    if w.dtype != x.dtype:
      return self.few_multiplied(x.to(w.dtype), w).add_(y).to(x.dtype)
    if w.is_mkldnn:
      return ops.mkldnn._linear_pointwise(x, y, w, None, "add")
    return self.plus(y, x, w)

  # mlp() for few rows.
  def mlp_cached(self: __torch__.Functions, x: Tensor, weights: List[Tensor], residual: bool) -> Tensor:
    normed, mean, deviation = self.norm(x, weights[0], weights[1])
    active = torch.gelu(self.few(normed, weights[2]), approximate="tanh")
    if residual:
      return self.few_plus(x, self.branch(active), weights[3])
    return self.few(self.branch(active), weights[3])

  # logits() for few rows.
  def logits_cached(self: __torch__.Functions, x: Tensor, weights: List[Tensor]) -> Tensor:
    normed, mean, deviation = self.norm(x, weights[0], weights[1])
    return self.head(self.few(normed, weights[2]).to(weights[0].dtype))

  # Makes room in a cache for "needed" tokens: at least twice as much as before.
  def grow(self: __torch__.Functions, caches: List[Tensor], layer: int, needed: int, longest: int) -> Tensor:
    cache = caches[layer]
    room = cache.size(3)
    if needed > room:
      larger = torch.zeros([2, cache.size(1), cache.size(2), min(longest, max(needed, 2 * room)), cache.size(4)], dtype=cache.dtype, device=cache.device)
      larger.narrow(3, 0, room).copy_(cache)
      caches[layer] = larger
      cache = larger
    return cache

  # What the choice of a block is made from, for x [t, d] at positions at [t] -> [t, 1].
  def asked(self: __torch__.Functions, x: Tensor, at: Tensor, layer: int, decides: int, router: int, weights: List[Tensor], draws: Tensor) -> Tensor:
    if decides == 1:
      asked = self.route(x, weights[router])
    elif decides == 2:
      master = weights[router + 2].dtype
      hidden = self.few(x.to(master), weights[router + 1]).to(x.dtype).to(master).add_(weights[router + 2])
      asked = self.plus(weights[router + 4], torch.gelu(hidden, approximate="tanh"), weights[router + 3])
    else:
      asked = draws.select(0, layer).index_select(0, at).unsqueeze(1)
    return asked

  # ---- one token of each of several sequences ----

  # Queries, keys and values rows [t, 3 d], one of each of the sequences "owners": keys and values join the caches, and the queries
  # attend to all there is -> [t, d]. cosines, sines [t, 2, 1, w], as turn() has them, but for both halves of a head and with its signs.
  def attend_cached(self: __torch__.Functions, rows: Tensor, cosines: Tensor, sines: Tensor, caches: List[Tensor], lengths: List[int], layer: int, owners: List[int], longest: int) -> Tensor:
    t = rows.size(0)
    b = caches[layer].size(1)
    h = caches[layer].size(2)
    w = caches[layer].size(4)
    base = layer * b
    most = 0
    least = longest
    for i in range(t):
      length = lengths[base + owners[i]]
      lengths[base + owners[i]] = length + 1
      most = max(most, length)
      least = min(least, length)
    x = rows.view([t, 3, h, w])
    straight = x.narrow(1, 0, 2)
    turned = torch.addcmul(torch.mul(straight, cosines), torch.roll(straight, [torch.floordiv(w, 2)], [3]), sines)
    keys = turned.select(1, 1)
    values = x.select(1, 2)
    cache = self.grow(caches, layer, most + 1, longest)
    k, v = torch.unbind(cache, 0)
    if t == b and most == least:
      k.select(2, most).copy_(keys)
      v.select(2, most).copy_(values)
    else:
      for i in range(t):
        at = lengths[base + owners[i]] - 1
        k.select(0, owners[i]).select(1, at).copy_(keys.select(0, i))
        v.select(0, owners[i]).select(1, at).copy_(values.select(0, i))
    count = most + 1
    k = k.narrow(2, 0, count)
    v = v.narrow(2, 0, count)
    if t < b:
      if t == 1:
        k = k.narrow(0, owners[0], 1)
        v = v.narrow(0, owners[0], 1)
      else:
        who = torch.tensor(owners, device=cache.device)
        k = k.index_select(0, who)
        v = v.index_select(0, who)
    q = turned.select(1, 0).to(cache.dtype).reshape([t * h, 1, w])
    scores = torch.bmm(q, k.view([t * h, count, w]).transpose(1, 2))
    if most > least:
      for i in range(t):
        own = lengths[base + owners[i]]
        scores.narrow(0, i * h, h).narrow(2, own, count - own).fill_(-inf)
    mixed = torch.bmm(torch._softmax(scores, -1, False), v.view([t * h, count, w]))
    return mixed.view([t, h * w]).to(rows.dtype)

  # What tokens choose their paths by: shares [t, P] and what is added to them for the choice alone.
  def scored(self: __torch__.Functions, shares: Tensor, biases: List[float], layer: int) -> Tensor:
    if len(biases) == 0:
      return shares
    p = shares.size(1)
    own = torch.tensor(biases[layer * p:(layer + 1) * p], dtype=7, device=shares.device)
    return torch.add(shares.to(7), own)

  # Shares [t, P] divided by the sum of those of the m paths with the largest scores of each row.
  def largest_sum_to_one(self: __torch__.Functions, shares: Tensor, scored: Tensor, m: int) -> Tensor:
    largest, paths = torch.topk(scored, m, 1)
    return torch.div(shares, torch.sum(torch.gather(shares, 1, paths), [1], True))

  # Experts for x [t, d], one token of each of the sequences "owners"; from is where the loads of the block begin.
  # -> their sum and which of the tokens any expert took.
  def experts_cached(self: __torch__.Functions, x: Tensor, weights: List[Tensor], matrices: List[Tensor], e: int, m: int, most: int, renormalised: bool, cuts: List[float], biases: List[float], layer: int, loads: List[int], start: int, owners: List[int], residual: bool) -> Tuple[Tensor, List[int]]:
    t = x.size(0)
    shares, saved = self.shares(x, weights)
    scored = self.scored(shares, biases, layer)
    left = scored
    p = shares.size(1)
    width = m
    if cuts[layer * p] > 0.:
      width = e
    takers = annotate(List[int], [])
    for i in range(t * width):
      takers.append(-1)
    taken = annotate(List[int], [])
    for i in range(t):
      taken.append(0)
    if cuts[layer * p] > 0.:
      for i in range(t):
        own = shares.select(0, i)
        free = 1
        for path in range(e, p):
          if float(own.select(0, path)) > cuts[layer * p + path]:
            free = 0
        for path in range(e):
          if free > 0 and float(own.select(0, path)) > cuts[layer * p + path]:
            takers[path * t + i] = path
            taken[i] = 1
    else:
      for j in range(m):
        best = torch.argmax(left, 1, True)
        for i in range(t):
          path = int(best.select(0, i))
          if path < e:
            place = start + owners[i] * e + path
            if loads[place] < most:
              loads[place] = loads[place] + 1
              takers[j * t + i] = path
              taken[i] = 1
        if j + 1 < m:
          left = torch.scatter(left, 1, best, -inf)
    if renormalised:
      shares = self.largest_sum_to_one(shares, scored, m)
    if residual:
      result = x.clone()
    else:
      result = torch.zeros_like(x)
    for expert in range(e):
      chosen = annotate(List[int], [])
      for i in range(t):
        for j in range(width):
          if takers[j * t + i] == expert:
            chosen.append(i)
      if len(chosen) > 0:
        rows = torch.tensor(chosen, device=x.device)
        self.add_expert(result, saved[0], shares, rows, expert, matrices)
    return (result, taken)

  # Adds what one expert makes of some rows, weighted by its share, to "result".
  def add_expert(self: __torch__.Functions, result: Tensor, normed: Tensor, shares: Tensor, rows: Tensor, expert: int, matrices: List[Tensor]) -> NoneType:
    hidden = self.few(normed.index_select(0, rows), matrices[2 * expert])
    made = self.few(torch.gelu(hidden, approximate="tanh"), matrices[2 * expert + 1])
    share = shares.select(1, expert).index_select(0, rows).unsqueeze(1).to(result.dtype)
    result.index_add_(0, rows, self.branch(torch.mul(made, share)))
    return None

  # The next token of each of the sequences "owners", tokens [t] -> logits [t, V] and how many blocks took each token, [t].
  def advance(self: __torch__.Functions, tokens: Tensor, owners: List[int], weights: List[Tensor], plan: List[int], barriers: List[float], cuts: List[float], biases: List[float], tables: List[Tensor], caches: List[Tensor], lengths: List[int], loads: List[int], positions: List[int], type: int) -> List[Tensor]:
    t = len(owners)
    b = len(positions)
    longest = tables[0].size(1)
    places = annotate(List[int], [])
    everyone = annotate(List[int], [])
    depths = annotate(List[int], [])
    for i in range(t):
      places.append(positions[owners[i]])
      positions[owners[i]] = positions[owners[i]] + 1
      everyone.append(i)
      depths.append(0)
    at = torch.tensor(places, device=tokens.device)
    cosines = tables[0].select(0, 0).index_select(0, at)
    sines = tables[1].select(0, 0).index_select(0, at)
    cosines = torch.cat([cosines, cosines], 3)
    sines = torch.cat([torch.neg(sines), sines], 3)
    x = self.embed(weights[0], tokens, type)
    for layer in range(len(caches)):
      field = layer * self.fields()
      decides = plan[field]
      e = plan[field + 4]
      first = plan[field + 8]
      router = first + 8
      if e > 0:
        router = router + 1
      chosen = everyone
      asked = x
      if decides > 0:
        asked = self.asked(x, at, layer, decides, router, weights, tables[3])
        chosen = annotate(List[int], [])
        for i in range(t):
          if float(asked.select(0, i)) > barriers[layer] and lengths[layer * b + owners[i]] < plan[field + 1]:
            chosen.append(i)
      if len(chosen) > 0:
        mine = owners
        y = x
        cos = cosines
        sin = sines
        rows = at
        if len(chosen) < t:
          rows = torch.tensor(chosen, device=x.device)
          asked = asked.index_select(0, rows)
          mine = annotate(List[int], [])
          for i in range(len(chosen)):
            mine.append(owners[chosen[i]])
          y = x.index_select(0, rows)
          cos = cosines.index_select(0, rows)
          sin = sines.index_select(0, rows)
        normed, mean, deviation = self.norm(y, weights[first], weights[first + 1])
        mixed = self.branch(self.attend_cached(self.few(normed, weights[first + 2]), cos, sin, caches, lengths, layer, mine, longest))
        update = y
        if decides > 0:
          update = self.few(mixed, weights[first + 3])
          h = torch.add(y, update)
        else:
          h = self.few_plus(y, mixed, weights[first + 3])
        if e > 0:
          made, taken = self.experts_cached(h, weights[first + 4:first + 7], weights[plan[field + 9]:plan[field + 9] + 2 * e], e, plan[field + 5], plan[field + 6], plan[field + 7] > 0, cuts, biases, layer, loads, layer * b * e, mine, decides == 0)
          for i in range(len(chosen)):
            depths[chosen[i]] = depths[chosen[i]] + taken[i]
        else:
          made = self.mlp_cached(h, weights[first + 4:first + 8], decides == 0)
          for i in range(len(chosen)):
            depths[chosen[i]] = depths[chosen[i]] + 1
        if decides > 0:
          outputs = asked
          if decides == 2:
            outputs = self.route(y, weights[router])
          if plan[field + 2] > 0:
            outputs = torch.sigmoid(outputs)
          made = self.weighted(y, update, made, outputs, plan[field + 3] > 0)
          if len(chosen) < t:
            made = torch.index_copy(x, 0, rows, made)
        x = made
    return [self.logits_cached(x, weights[1:4]), torch.tensor(depths)]

  # ---- the beginning of one sequence ----

  # Experts for x [t, d], consecutive tokens of one sequence that begins; start is where its loads do. -> their sum and for each
  # token whether any expert took it, [t].
  def experts_begun(self: __torch__.Functions, x: Tensor, weights: List[Tensor], matrices: List[Tensor], e: int, m: int, most: int, renormalised: bool, cuts: List[float], biases: List[float], layer: int, loads: List[int], start: int, residual: bool) -> Tuple[Tensor, Tensor]:
    shares, saved = self.shares(x, weights)
    scored = self.scored(shares, biases, layer)
    left = scored
    if residual:
      result = x.clone()
    else:
      result = torch.zeros_like(x)
    taken = torch.zeros([x.size(0)], dtype=4, device=x.device)
    chosen = torch.zeros_like(shares)
    p = shares.size(1)
    if cuts[layer * p] > 0.:
      free = torch.ones_like(shares.select(1, 0))
      for path in range(e, p):
        free = torch.mul(free, torch.le(shares.select(1, path), cuts[layer * p + path]).to(shares.dtype))
      for path in range(e):
        above = torch.gt(shares.select(1, path), cuts[layer * p + path]).to(shares.dtype)
        chosen.select(1, path).copy_(torch.mul(free, above))
    else:
      for j in range(m):
        best = torch.argmax(left, 1, True)
        chosen = torch.scatter(chosen, 1, best, 1.)
        left = torch.scatter(left, 1, best, -inf)
    if renormalised:
      shares = self.largest_sum_to_one(shares, scored, m)
    for expert in range(e):
      rows = torch.nonzero(chosen.select(1, expert)).select(1, 0)
      count = min(rows.size(0), most)
      loads[start + expert] = count
      if count > 0:
        rows = rows.narrow(0, 0, count)
        self.add_expert(result, saved[0], shares, rows, expert, matrices)
        taken.index_fill_(0, rows, 1)
    return (result, taken)

  # The first t tokens of sequence "owner" -> logits [1, V] after the last, and how many blocks took each token, [t].
  def begin(self: __torch__.Functions, tokens: Tensor, owner: int, weights: List[Tensor], plan: List[int], barriers: List[float], cuts: List[float], biases: List[float], tables: List[Tensor], caches: List[Tensor], lengths: List[int], loads: List[int], positions: List[int], type: int) -> List[Tensor]:
    t = tokens.size(0)
    b = len(positions)
    longest = tables[0].size(1)
    heads = caches[0].size(2)
    positions[owner] = t
    everyone = tables[4].narrow(0, 0, t)
    depths = torch.zeros([t], dtype=4, device=tokens.device)
    x = self.embed(weights[0], tokens, type)
    for layer in range(len(caches)):
      field = layer * self.fields()
      decides = plan[field]
      e = plan[field + 4]
      first = plan[field + 8]
      router = first + 8
      if e > 0:
        router = router + 1
      rows = everyone
      asked = x
      if decides > 0:
        asked = self.asked(x, everyone, layer, decides, router, weights, tables[3])
        rows = torch.nonzero(torch.gt(asked.select(1, 0), barriers[layer])).select(1, 0)
        rows = rows.narrow(0, 0, min(rows.size(0), plan[field + 1]))
      count = rows.size(0)
      lengths[layer * b + owner] = count
      if count > 0:
        y = x.index_select(0, rows)
        normed, mean, deviation = self.norm(y, weights[first], weights[first + 1])
        parts = self.turn(self.few(normed, weights[first + 2]), tables[0].index_select(1, rows), tables[1].index_select(1, rows), heads)
        mixed = self.attend(parts, tables[2], False)
        cache = self.grow(caches, layer, count, longest)
        cache.select(1, owner).narrow(2, 0, count).copy_(parts.narrow(0, 1, 2).select(1, 0))
        update = self.few(self.branch(mixed[0]), weights[first + 3])
        h = torch.add(y, update)
        if e > 0:
          made, taken = self.experts_begun(h, weights[first + 4:first + 7], weights[plan[field + 9]:plan[field + 9] + 2 * e], e, plan[field + 5], plan[field + 6], plan[field + 7] > 0, cuts, biases, layer, loads, (layer * b + owner) * e, decides == 0)
        else:
          made = self.mlp_cached(h, weights[first + 4:first + 8], decides == 0)
          taken = torch.ones_like(rows)
        depths.index_add_(0, rows, taken)
        if decides > 0:
          if decides == 2:
            outputs = self.route(y, weights[router])
          else:
            outputs = asked.index_select(0, rows)
          if plan[field + 2] > 0:
            outputs = torch.sigmoid(outputs)
          x = self.put(x, y, update, made, outputs, rows, rows, plan[field + 3] > 0)
        else:
          x = made
    return [self.logits_cached(x.narrow(0, t - 1, 1), weights[1:4]), depths]

  # The state of one sequence again as that of another.
  def repeat(self: __torch__.Functions, one: int, other: int, caches: List[Tensor], lengths: List[int], loads: List[int], positions: List[int]) -> NoneType:
    b = len(positions)
    positions[other] = positions[one]
    e = torch.floordiv(len(loads), len(lengths))
    for layer in range(len(caches)):
      caches[layer].select(1, other).copy_(caches[layer].select(1, one))
      lengths[layer * b + other] = lengths[layer * b + one]
      for expert in range(e):
        loads[(layer * b + other) * e + expert] = loads[(layer * b + one) * e + expert]
    return None
