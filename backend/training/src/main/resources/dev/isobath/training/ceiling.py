  # ---- a whole step as one program: what the library can do when nothing stands between its operations ----
  # It goes on the end of engine.py and calls the same functions; benchmarks hold the engine against it.

  # numbers: B, heads, tokens a routed block takes, real experts (0: an MLP), their capacity, that inside a routed block.
  # routers: one for each block; empty where it is not routed. Attention has 4 weights a block, the MLP 4 and experts 5.
  def step(self: __torch__.Functions, tokens: Tensor, targets: Tensor, numbers: List[int], tables: List[Tensor], ends: List[Tensor], end_gradients: List[Tensor], attentions: List[Tensor], attention_gradients: List[Tensor], forwards: List[Tensor], forward_gradients: List[Tensor], routers: List[Tensor], router_gradients: List[Tensor], type: int) -> Tensor:
    b, heads, k, experts, capacity, inner = numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]
    cosines = tables[0]
    sines = tables[1]
    barrier = tables[2]
    nothing = torch.zeros([0], device=tokens.device)
    each = 4
    if experts > 0:
      each = 5
    layers = torch.floordiv(len(attentions), 4)
    n = cosines.size(1)
    x = self.embed(ends[0], tokens, type)
    inputs: List[Tensor] = []
    middles: List[Tensor] = []
    firsts: List[List[Tensor]] = []
    seconds: List[List[Tensor]] = []
    routes: List[List[Tensor]] = []
    mixes: List[List[Tensor]] = []
    for layer in range(layers):
      aw = attentions[4 * layer:4 * layer + 4]
      fw = forwards[each * layer:each * layer + each]
      routed = routers[layer].numel() > 0
      inputs.append(x)
      into = x
      c = cosines
      s = sines
      route: List[Tensor] = []
      if routed:
        outputs = self.route(x, routers[layer])
        choice = self.choose(outputs, b, k)
        rows = choice[0]
        positions = choice[1]
        c = cosines[0].index_select(0, positions).view([b, k, 2, 1, -1])
        s = sines[0].index_select(0, positions).view([b, k, 2, 1, -1])
        into = self.take(x, rows)
        route = [rows, self.weigh(outputs, rows, False), into, c, s]
      mid, first = self.attention(into, aw, c, s, barrier, heads, not routed, True)
      if routed:
        route.append(mid)
        mid = self.sum(into, mid)
      mix: List[Tensor] = []
      if experts > 0:
        size = capacity
        if routed:
          size = inner
        shares, kept = self.shares(mid, fw)
        assigned = self.assign(shares, b, experts, size)
        taken = assigned[0]
        places = assigned[1]
        out, second = self.experts(mid, kept, shares, taken, places, taken, fw, not routed, True)
        mix = [shares, taken, places] + kept
      else:
        out, second = self.mlp(mid, fw, not routed, True)
      if routed:
        route.append(out)
        x = self.put(x, into, route[5], out, route[1], route[0], route[0], True)
      else:
        x = out
      middles.append(mid)
      firsts.append(first)
      seconds.append(second)
      routes.append(route)
      mixes.append(mix)
    results = self.loss(x, targets, ends[1:], end_gradients[1:], x.size(0), True)
    g = results[1]
    for index in range(layers):
      layer = layers - 1 - index
      aw = attentions[4 * layer:4 * layer + 4]
      ag = attention_gradients[4 * layer:4 * layer + 4]
      fw = forwards[each * layer:each * layer + each]
      fg = forward_gradients[each * layer:each * layer + each]
      route = routes[layer]
      routed = len(route) > 0
      down = g
      put = g
      dweights = nothing
      if routed:
        parts = self.put_backward(g, route[5], route[6], route[1], route[0], route[0], True)
        put = parts[0]
        down = parts[1]
        dweights = parts[2]
      mix = mixes[layer]
      if experts > 0:
        dmid = self.experts_backward(down, middles[layer], mix[0], mix[3:], seconds[layer], mix[1], mix[2], mix[1], nothing, fw, fg, not routed)
      else:
        dmid = self.mlp_backward(down, middles[layer], seconds[layer], fw, fg, not routed)
      if routed:
        dinto = self.attention_backward(self.sum(down, dmid), route[2], firsts[layer], aw, ag, route[3], route[4], False)
        doutputs = torch.zeros([x.size(0), 1], dtype=dweights.dtype, device=tokens.device)
        self.weigh_backward(dweights, route[1], route[0], route[0], False, doutputs)
        g = self.route_backward(g, self.sum(self.sum(put, dmid), dinto), route[0], route[0], inputs[layer], doutputs, routers[layer], router_gradients[layer])
      else:
        g = self.attention_backward(dmid, inputs[layer], firsts[layer], aw, ag, cosines, sines, True)
    self.embed_backward(g, tokens, end_gradients[0])
    return results[0]

  # The optimiser's part: clips by the norm of all gradients to numbers[5], moves those that decay and those that do not.
  def finish(self: __torch__.Functions, gradients: List[Tensor], decaying: List[Tensor], dg: List[Tensor], dm: List[Tensor], dv: List[Tensor], others: List[Tensor], og: List[Tensor], om: List[Tensor], ov: List[Tensor], copies: List[Tensor], masters: List[Tensor], step: float, numbers: List[float]) -> Tensor:
    norm = torch.sqrt(torch.sum(torch.square(self.norms(gradients))))
    divisor = torch.clamp(torch.div(norm, numbers[5]), 1.).to(6)
    number = torch.full([], step, device=norm.device)
    counted: List[Tensor] = []
    for _ in decaying:
      counted.append(number)
    self.learn(decaying, dg, dm, dv, counted, divisor, numbers)
    counted = []
    for _ in others:
      counted.append(number)
    plain = numbers[:3] + [0.] + numbers[4:]
    self.learn(others, og, om, ov, counted, divisor, plain)
    if len(copies) > 0:
      self.copy(copies, masters)
    return norm
