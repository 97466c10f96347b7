  # ---- a whole step as one program: what the library can do with nothing between its operations ----
  # This text is appended to engine.py and calls the same functions. Benchmarks compare the engine with it.

  # numbers: B, heads, tokens that a routed block takes, real experts (0: an MLP), their capacity, their capacity in a routed block.
  # routers has one array for each block, empty where the block is not routed. A block has 4 weights of attention, and 4 of the MLP or 5 of experts.
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
    cosine_rows = cosines.view([n, -1])
    sine_rows = sines.view([n, -1])
    inputs: List[Tensor] = []
    middles: List[Tensor] = []
    outs: List[Tensor] = []
    chosen: List[Tensor] = []
    firsts: List[List[Tensor]] = []
    seconds: List[List[Tensor]] = []
    mixes: List[List[Tensor]] = []
    for layer in range(layers):
      aw = attentions[4 * layer:4 * layer + 4]
      fw = forwards[each * layer:each * layer + each]
      routed = routers[layer].numel() > 0
      inputs.append(x)
      rows = nothing
      if routed:
        outputs = self.route(x, routers[layer])
        choice = self.choose(outputs, b, k)
        rows = choice[0]
        mid, first = self.enter(x, outputs, rows, choice[1], b, aw, cosine_rows, sine_rows, barrier, heads, False, True)
      else:
        mid, first = self.attention(x, aw, cosines, sines, barrier, heads, True, True)
      mix: List[Tensor] = []
      if experts > 0:
        size = capacity
        if routed:
          size = inner
        shares, kept = self.shares(mid, fw)
        assigned = self.assign(shares, b, experts, size)
        taken = assigned[0]
        places = assigned[1]
        out, second = self.experts(mid, kept, shares, taken, places, taken, nothing, fw, not routed, True)
        mix = [shares, taken, places] + kept
      else:
        out, second = self.mlp(mid, fw, not routed, True)
      if routed:
        x = self.leave(x, first, out, rows, rows, True)
      else:
        x = out
      middles.append(mid)
      outs.append(out)
      chosen.append(rows)
      firsts.append(first)
      seconds.append(second)
      mixes.append(mix)
    results = self.loss(x, targets, ends[1:], end_gradients[1:], x.size(0), True)
    g = results[1]
    for index in range(layers):
      layer = layers - 1 - index
      aw = attentions[4 * layer:4 * layer + 4]
      ag = attention_gradients[4 * layer:4 * layer + 4]
      fw = forwards[each * layer:each * layer + each]
      fg = forward_gradients[each * layer:each * layer + each]
      rows = chosen[layer]
      routed = routers[layer].numel() > 0
      down = g
      left: List[Tensor] = []
      if routed:
        down, left = self.leave_backward(g, firsts[layer], outs[layer], rows, rows, True)
      mix = mixes[layer]
      if experts > 0:
        dmid = self.experts_backward(down, middles[layer], mix[0], mix[3:], seconds[layer], mix[1], mix[2], mix[1], nothing, nothing, fw, fg, not routed)
      else:
        dmid = self.mlp_backward(down, middles[layer], seconds[layer], fw, fg, not routed)
      if routed:
        g = self.enter_backward(g, dmid, left, inputs[layer], firsts[layer], rows, rows, aw, ag, [routers[layer]], [router_gradients[layer]], nothing, False)
      else:
        g = self.attention_backward(dmid, inputs[layer], firsts[layer], aw, ag, cosines, sines, True)
    self.embed_backward(g, tokens, end_gradients[0])
    return results[0]

  # The optimiser's part. It clips the norm of all gradients to numbers[5] and updates the weights with and without decay.
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
