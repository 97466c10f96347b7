# The functions a model is computed with, in TorchScript: forward passes and their derivatives by hand, each a few calls of libtorch.
#
# Letters: B sequences, n tokens of each, N = B n rows, d width, h heads, w = d / h, f feed-forward width, V vocabulary,
# E experts, P paths, C places of an expert in one sequence, c places of an expert in all of them, k chosen tokens.
# "x" is the residual. Matrices are input x output. Activations are in the format of the matrices (float32, bfloat16 or float64);
# gains, biases, routers and gradients of weights are in the format of the masters (float32 or float64).
# A function named X_backward takes the gradient of X's first result and writes gradients of weights into "gradients".
class Functions(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # Tokens of a query block. The scores above the diagonal of a block are computed for nothing, those right of it are not.
  def block(self: __torch__.Functions) -> int:
    return 128

  # ---- matrices ----

  # Whether a product goes to oneDNN. In float32 libtorch asks MKL, which comes to half of oneDNN's rate on an AVX-512 processor of
  # AMD's, and to a quarter where the result is thin; in bfloat16 it asks oneDNN anyway. Single rows are faster in MKL. Numbers of
  # formats are libtorch's: 6 is float32.
  def wide(self: __torch__.Functions, x: Tensor, rows: int) -> bool:
    return x.dtype == 6 and not x.is_cuda and rows >= 4

  def onednn(self: __torch__.Functions, x: Tensor, w: Tensor) -> Tensor:
    return ops.mkldnn._linear_pointwise(x, w.t(), None, "none", annotate(List[Optional[number]], []), "")

  # Whether a product of x is computed in float32 because the processor has no instructions for bfloat16 (15), where libtorch multiplies
  # at a hundredth of the rate of float32. Its operands are bfloat16 numbers, its sums float32 numbers, and its result is
  # rounded to bfloat16: the arithmetic of the instructions, but for the order of the sums.
  def widened(self: __torch__.Functions, x: Tensor) -> bool:
    return x.dtype == 15 and not x.is_cuda and not self.bf16_instructions()

  # The library that is asked, for formats that the processor can multiply: [n, a] x [a, b] -> [n, b].
  def multiplied(self: __torch__.Functions, x: Tensor, w: Tensor) -> Tensor:
    if self.wide(x, x.size(0)):
      return self.onednn(x, w)
    return torch.mm(x, w)

  # The same for [E, c, a] x [E, a, b] expert by expert -> [E, c, b].
  def multiplied_each(self: __torch__.Functions, x: Tensor, w: Tensor) -> Tensor:
    if self.wide(x, x.size(1)):
      each = annotate(List[Tensor], [])
      for i in range(x.size(0)):
        each.append(self.multiplied(x.select(0, i), w.select(0, i)))
      return torch.stack(each)
    return torch.bmm(x, w)

  # a^T b. Where the result is thin, as for a router, oneDNN is four times as fast the other way round.
  def multiplied_rows(self: __torch__.Functions, a: Tensor, b: Tensor) -> Tensor:
    if self.wide(a, a.size(1)):
      if b.size(1) < 32:
        return self.onednn(b.t(), a).t()
      return self.onednn(a.t(), b)
    return torch.mm(a.t(), b)

  # [n, a] x [a, b] -> [n, b].
  def product(self: __torch__.Functions, x: Tensor, w: Tensor) -> Tensor:
    if self.widened(x):
      return self.multiplied(x.to(6), w.to(6)).to(15)
    return self.multiplied(x, w)

  # y + x w.
  def plus(self: __torch__.Functions, y: Tensor, x: Tensor, w: Tensor) -> Tensor:
    if self.widened(x):
      return self.multiplied(x.to(6), w.to(6)).add_(y).to(15)
    if self.wide(x, x.size(0)):
      return self.onednn(x, w).add_(y)
    return torch.addmm(y, x, w)

  # The same, written into y.
  def add_product(self: __torch__.Functions, y: Tensor, x: Tensor, w: Tensor) -> Tensor:
    if self.widened(x):
      return y.copy_(self.plus(y, x, w))
    return y.addmm_(x, w)

  # [E, c, a] x [E, a, b] expert by expert -> [E, c, b].
  def products(self: __torch__.Functions, x: Tensor, w: Tensor) -> Tensor:
    if self.widened(x):
      return self.multiplied_each(x.to(6), w.to(6)).to(15)
    return self.multiplied_each(x, w)

  # [E, n, a] x [E, a, b] -> [E, n, b], many and small, as in attention.
  def batched(self: __torch__.Functions, x: Tensor, w: Tensor) -> Tensor:
    if self.widened(x):
      return torch.bmm(x.to(6), w.to(6)).to(15)
    return torch.bmm(x, w)

  # The same into "out", in addition to what it holds or in place of it.
  def batched_into(self: __torch__.Functions, out: Tensor, x: Tensor, w: Tensor, add: bool) -> NoneType:
    if self.widened(x):
      made = torch.bmm(x.to(6), w.to(6))
      if add:
        made.add_(out)
      out.copy_(made)
    elif add:
      out.baddbmm_(x, w)
    else:
      torch.bmm(x, w, out=out)
    return None

  # a^T b into "out", which may be of a wider format.
  def weight_gradient(self: __torch__.Functions, a: Tensor, b: Tensor, out: Tensor) -> NoneType:
    if self.widened(a):
      out.copy_(self.multiplied_rows(a.to(6), b.to(6)).to(15))
    elif a.dtype == out.dtype and not self.wide(a, a.size(1)):
      torch.mm(a.t(), b, out=out)
    else:
      out.copy_(self.multiplied_rows(a, b))
    return None

  # [E, c, a]^T [E, c, b] expert by expert.
  def weight_gradients(self: __torch__.Functions, a: Tensor, b: Tensor, out: Tensor) -> NoneType:
    if self.widened(a) or self.wide(a, a.size(2)):
      for i in range(a.size(0)):
        self.weight_gradient(a.select(0, i), b.select(0, i), out.select(0, i))
    elif a.dtype == out.dtype:
      torch.bmm(a.transpose(1, 2), b, out=out)
    else:
      out.copy_(torch.bmm(a.transpose(1, 2), b))
    return None

  # ---- multipliers that the parametrisation gives a model of this size; Java appends their numbers ----

  # What attention or feed-forward adds to the residual, or the gradient that comes back to it.
  def branch(self: __torch__.Functions, x: Tensor) -> Tensor:
    if self.branch_multiplier() != 1.:
      return torch.mul(x, self.branch_multiplier())
    return x

  def head(self: __torch__.Functions, logits: Tensor) -> Tensor:
    if self.logit_multiplier() != 1.:
      return torch.mul(logits, self.logit_multiplier())
    return logits

  # ---- layer norm, epsilon 1e-5 ----

  # On CUDA in the masters' format throughout: there is no kernel for a mixture of formats.
  def norm(self: __torch__.Functions, x: Tensor, gain: Tensor, bias: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    if x.is_cuda and x.dtype != gain.dtype:
      normed, mean, deviation = torch.native_layer_norm(x.to(gain.dtype), [x.size(1)], gain, bias, 1e-05)
      return (normed.to(x.dtype), mean, deviation)
    return torch.native_layer_norm(x, [x.size(1)], gain, bias, 1e-05)

  # In the masters' format: in bfloat16 libtorch adds the rows up in bfloat16, and a sum over a few hundred of them stops growing.
  def norm_backward(self: __torch__.Functions, dy: Tensor, x: Tensor, mean: Tensor, deviation: Tensor, gain: Tensor, bias: Tensor, gain_gradient: Tensor, bias_gradient: Tensor) -> Tensor:
    master = gain.dtype
    dx, dgain, dbias = torch.native_layer_norm_backward(dy.to(master), x.to(master), [x.size(1)], mean, deviation, gain, bias, [True, True, True])
    gain_gradient.copy_(dgain)
    bias_gradient.copy_(dbias)
    return dx.to(dy.dtype)

  # ---- rotary positions (2104.09864), the halves of a head as pairs ----

  # [N, 3 d] -> queries and keys turned, values: [3, B, h, n, w]. Tables [1 or B, n, 2, 1, w / 2]; that of the queries carries the
  # scale 1 / sqrt(w).
  def turn(self: __torch__.Functions, rows: Tensor, cosines: Tensor, sines: Tensor, heads: int) -> Tensor:
    n = cosines.size(1)
    b = torch.floordiv(rows.size(0), n)
    w = torch.mul(cosines.size(4), 2)
    x = rows.view([b, n, 3, heads, w])
    parts = torch.empty([3, b, heads, n, w], dtype=rows.dtype, device=rows.device)
    out = parts.permute([1, 3, 0, 2, 4])
    straight = x.narrow(2, 0, 2)
    turned = out.narrow(2, 0, 2)
    low, high = torch.chunk(straight, 2, 4)
    low_out, high_out = torch.chunk(turned, 2, 4)
    torch.mul(low, cosines, out=low_out)
    low_out.addcmul_(high, sines, value=-1)
    torch.mul(high, cosines, out=high_out)
    high_out.addcmul_(low, sines)
    out.select(2, 2).copy_(x.select(2, 2))
    return parts

  def turn_backward(self: __torch__.Functions, parts: Tensor, cosines: Tensor, sines: Tensor) -> Tensor:
    b = parts.size(1)
    heads = parts.size(2)
    n = parts.size(3)
    w = parts.size(4)
    x = parts.permute([1, 3, 0, 2, 4])
    out = torch.empty([b, n, 3, heads, w], dtype=parts.dtype, device=parts.device)
    turned = x.narrow(2, 0, 2)
    straight = out.narrow(2, 0, 2)
    low, high = torch.chunk(turned, 2, 4)
    low_out, high_out = torch.chunk(straight, 2, 4)
    torch.mul(low, cosines, out=low_out)
    low_out.addcmul_(high, sines)
    torch.mul(high, cosines, out=high_out)
    high_out.addcmul_(low, sines, value=-1)
    out.select(2, 2).copy_(x.select(2, 2))
    return out.view([torch.mul(b, n), torch.mul(3, torch.mul(heads, w))])

  # ---- causal attention: queries in blocks, each against the keys up to its end ----

  # Whether libtorch's fused kernels attend: on CUDA, for the formats and head widths that they have.
  def fused(self: __torch__.Functions, parts: Tensor) -> bool:
    w = parts.size(4)
    return parts.is_cuda and parts.dtype != 7 and w <= 256 and w % 8 == 0

  # attend() by them: rows [N, d], then what their backward functions need beside it. For bfloat16 FlashAttention (2205.14135), for
  # float32 the memory-efficient one (2112.05682).
  def attend_fused(self: __torch__.Functions, parts: Tensor, keep: bool) -> List[Tensor]:
    rows = [torch.mul(parts.size(1), parts.size(3)), torch.mul(parts.size(2), parts.size(4))]
    if parts.dtype == 15:
      q, k, v = torch.unbind(parts, 0)
      mixed, sums, first, second, most, longest, seed, offset, unused = torch._scaled_dot_product_flash_attention(q, k, v, 0., True, False, scale=1.)
      return [mixed.transpose(1, 2).reshape(rows), sums, first, second, seed, offset]
    q, k, v = torch.unbind(parts.transpose(2, 3), 0)
    mixed, sums, seed, offset, most, longest = torch._efficient_attention_forward(q, k, v, None, None, None, None, None, 0., 1, keep, scale=1.)
    return [mixed.reshape(rows), sums, seed, offset]

  def attend_fused_backward(self: __torch__.Functions, dmixed: Tensor, parts: Tensor, kept: List[Tensor]) -> Tensor:
    b = parts.size(1)
    h = parts.size(2)
    n = parts.size(3)
    w = parts.size(4)
    if parts.dtype == 15:
      q, k, v = torch.unbind(parts, 0)
      mixed = kept[0].view([b, n, h, w]).transpose(1, 2)
      dq, dk, dv = torch._scaled_dot_product_flash_attention_backward(dmixed.view([b, n, h, w]).transpose(1, 2), q, k, v, mixed, kept[1], kept[2], kept[3], n, n, 0., True, kept[4], kept[5], scale=1.)
      return torch.stack([dq, dk, dv])
    q, k, v = torch.unbind(parts.transpose(2, 3), 0)
    dq, dk, dv, unused = torch._efficient_attention_backward(dmixed.view([b, n, h, w]), q, k, v, None, kept[0].view([b, n, h, w]), None, None, n, n, kept[1], 0., kept[2], kept[3], 1, False, scale=1.)
    return torch.stack([dq, dk, dv]).transpose(2, 3)

  # Scaled queries, keys, values [3, B, h, n, w] -> rows [N, d], then the softmax of each block, B h x its queries x its keys.
  def attend(self: __torch__.Functions, parts: Tensor, barrier: Tensor, keep: bool) -> List[Tensor]:
    if self.fused(parts):
      return self.attend_fused(parts, keep)
    b = parts.size(1)
    h = parts.size(2)
    n = parts.size(3)
    w = parts.size(4)
    q, k, v = torch.unbind(parts.view([3, torch.mul(b, h), n, w]), 0)
    mixed = torch.empty([b, n, h, w], dtype=parts.dtype, device=parts.device)
    kept: List[Tensor] = [mixed.view([torch.mul(b, n), torch.mul(h, w)])]
    start = 0
    while start < n:
      count = min(self.block(), n - start)
      end = start + count
      scores = self.batched(q.narrow(1, start, count), k.narrow(1, 0, end).transpose(1, 2))
      scores.narrow(2, start, count).add_(barrier.narrow(0, 0, count).narrow(1, 0, count))
      shares = torch._softmax(scores, -1, False)
      one = self.batched(shares, v.narrow(1, 0, end))
      mixed.narrow(1, start, count).copy_(one.view([b, h, count, w]).transpose(1, 2))
      if keep:
        kept.append(shares)
      start = end
    return kept

  # Gradient of the rows [N, d] -> that of queries, keys and values [3, B, h, n, w]; kept: the results of attend. The last block
  # reaches every key, so it goes first and nothing has to be zeroed.
  def attend_backward(self: __torch__.Functions, dmixed: Tensor, parts: Tensor, kept: List[Tensor]) -> Tensor:
    if self.fused(parts):
      return self.attend_fused_backward(dmixed, parts, kept)
    b = parts.size(1)
    h = parts.size(2)
    n = parts.size(3)
    w = parts.size(4)
    q, k, v = torch.unbind(parts.view([3, torch.mul(b, h), n, w]), 0)
    dparts = torch.empty_like(parts)
    dq, dk, dv = torch.unbind(dparts.view([3, torch.mul(b, h), n, w]), 0)
    dout = dmixed.view([b, n, h, w]).transpose(1, 2).contiguous().view([torch.mul(b, h), n, w])
    size = self.block()
    index = torch.floordiv(n - 1, size)
    first = True
    while index >= 0:
      start = index * size
      count = min(size, n - start)
      end = start + count
      shares = kept[index + 1]
      done = dout.narrow(1, start, count)
      dshares = self.batched(done, v.narrow(1, 0, end).transpose(1, 2))
      dscores = torch._softmax_backward_data(dshares, shares, -1, parts.dtype)
      self.batched_into(dq.narrow(1, start, count), dscores, k.narrow(1, 0, end), False)
      self.batched_into(dk.narrow(1, 0, end), dscores.transpose(1, 2), q.narrow(1, start, count), not first)
      self.batched_into(dv.narrow(1, 0, end), shares.transpose(1, 2), done, not first)
      first = False
      index = index - 1
    return dparts

  # ---- the attention half of a block ----

  # x [N, d] -> x + attention (or attention alone), then what backward needs. weights: gain, bias, input [d, 3 d], output [d, d].
  def attention(self: __torch__.Functions, x: Tensor, weights: List[Tensor], cosines: Tensor, sines: Tensor, barrier: Tensor, heads: int, residual: bool, keep: bool) -> Tuple[Tensor, List[Tensor]]:
    normed, mean, deviation = self.norm(x, weights[0], weights[1])
    parts = self.turn(self.product(normed, weights[2]), cosines, sines, heads)
    kept = self.attend(parts, barrier, keep)
    mixed = kept[0]
    if residual:
      result = self.plus(x, self.branch(mixed), weights[3])
    else:
      result = self.product(self.branch(mixed), weights[3])
    if keep:
      return (result, [normed, mean, deviation, parts] + kept)
    return (result, annotate(List[Tensor], []))

  # dy: gradient of the first result -> gradient of x. saved: the results of attention from the second on.
  def attention_backward(self: __torch__.Functions, dy: Tensor, x: Tensor, saved: List[Tensor], weights: List[Tensor], gradients: List[Tensor], cosines: Tensor, sines: Tensor, residual: bool) -> Tensor:
    mixed = saved[4]
    dbranch = self.branch(dy)
    self.weight_gradient(mixed, dbranch, gradients[3])
    dparts = self.attend_backward(self.product(dbranch, weights[3].t()), saved[3], saved[4:])
    drows = self.turn_backward(dparts, cosines, sines)
    self.weight_gradient(saved[0], drows, gradients[2])
    dx = self.norm_backward(self.product(drows, weights[2].t()), x, saved[1], saved[2], weights[0], weights[1], gradients[0], gradients[1])
    if residual:
      dx.add_(dy)
    return dx

  # ---- the MLP half of a block ----

  # x [N, d] -> x + MLP (or MLP alone), then what backward needs. weights: gain, bias, input [d, f], output [f, d].
  def mlp(self: __torch__.Functions, x: Tensor, weights: List[Tensor], residual: bool, keep: bool) -> Tuple[Tensor, List[Tensor]]:
    normed, mean, deviation = self.norm(x, weights[0], weights[1])
    hidden = self.product(normed, weights[2])
    active = torch.gelu(hidden, approximate="tanh")
    if residual:
      result = self.plus(x, self.branch(active), weights[3])
    else:
      result = self.product(self.branch(active), weights[3])
    if keep:
      return (result, [normed, mean, deviation, hidden, active])
    return (result, annotate(List[Tensor], []))

  def mlp_backward(self: __torch__.Functions, dy: Tensor, x: Tensor, saved: List[Tensor], weights: List[Tensor], gradients: List[Tensor], residual: bool) -> Tensor:
    dbranch = self.branch(dy)
    self.weight_gradient(saved[4], dbranch, gradients[3])
    dhidden = torch.gelu_backward(self.product(dbranch, weights[3].t()), saved[3], approximate="tanh")
    self.weight_gradient(saved[0], dhidden, gradients[2])
    dx = self.norm_backward(self.product(dhidden, weights[2].t()), x, saved[1], saved[2], weights[0], weights[1], gradients[0], gradients[1])
    if residual:
      dx.add_(dy)
    return dx

  # ---- experts in place of the MLP: shares first, then, with the choice made of them, the rest ----

  # x [N, d] -> shares [N, P] of the masters' format, normed rows, and what backward needs. weights: gain, bias, router [d, P].
  def shares(self: __torch__.Functions, x: Tensor, weights: List[Tensor]) -> Tuple[Tensor, List[Tensor]]:
    normed, mean, deviation = self.norm(x, weights[0], weights[1])
    router = weights[2]
    return (torch._softmax(self.product(normed.to(router.dtype), router), -1, False), [normed, mean, deviation])

  # The sum of the shares of each row's m paths, [N, 1]. chosen [N m]: where they stand among N P.
  def chosen_sum(self: __torch__.Functions, shares: Tensor, chosen: Tensor) -> Tensor:
    own = shares.view([-1]).index_select(0, chosen).view([shares.size(0), -1])
    return torch.sum(own, [1], True)

  # Shares [N, P] of which those of each row's m paths sum to one.
  def renormalise(self: __torch__.Functions, shares: Tensor, chosen: Tensor) -> Tensor:
    return torch.div(shares, self.chosen_sum(shares, chosen))

  # Gradient of those [N, P], which is zero but for the m paths -> gradient of the shares. The sum has a gradient too.
  def renormalise_backward(self: __torch__.Functions, drenormalised: Tensor, shares: Tensor, chosen: Tensor) -> Tensor:
    sums = self.chosen_sum(shares, chosen)
    dshares = torch.div(drenormalised, sums)
    dsums = torch.neg(torch.div(torch.sum(torch.mul(dshares, shares), [1], True), sums))
    m = torch.floordiv(chosen.size(0), shares.size(0))
    dshares.view([-1]).index_add_(0, chosen, dsums.expand([-1, m]).reshape([-1]))
    return dshares

  # x [N, d] -> the experts' sum [N, d] added to x (or to nothing), then what backward needs. rows [E c]: whom each place
  # takes; places [E c]: where its share stands among N P; filled: the places really taken; as many as there are
  # places means all. chosen: that of renormalise, or empty where shares multiply as they are.
  # weights: those of shares, then input [E, d, f], output [E, f, d].
  def experts(self: __torch__.Functions, x: Tensor, shared: List[Tensor], shares: Tensor, rows: Tensor, places: Tensor, filled: Tensor, chosen: Tensor, weights: List[Tensor], residual: bool, keep: bool) -> Tuple[Tensor, List[Tensor]]:
    e = weights[3].size(0)
    d = x.size(1)
    taken = shared[0].index_select(0, rows).view([e, -1, d])
    hidden = self.products(taken, weights[3])
    active = torch.gelu(hidden, approximate="tanh")
    made = self.products(active, weights[4]).view([-1, d])
    multipliers = shares
    if chosen.numel() > 0:
      multipliers = self.renormalise(shares, chosen)
    share = multipliers.view([-1]).index_select(0, places).unsqueeze(1).to(x.dtype)
    weighted = self.branch(torch.mul(made, share))
    to = rows
    if filled.size(0) < rows.size(0):
      weighted = weighted.index_select(0, filled)
      to = rows.index_select(0, filled)
    if residual:
      result = torch.index_add(x, 0, to, weighted)
    else:
      result = torch.index_add(torch.zeros_like(x), 0, to, weighted)
    if keep:
      return (result, [taken, hidden, active, made, share])
    return (result, annotate(List[Tensor], []))

  # gradient of the sum [N, d] -> gradient of x. dshares: gradient of the shares from elsewhere, if there is any.
  def experts_backward(self: __torch__.Functions, dy: Tensor, x: Tensor, shares: Tensor, shared: List[Tensor], saved: List[Tensor], rows: Tensor, places: Tensor, filled: Tensor, chosen: Tensor, dshares: Tensor, weights: List[Tensor], gradients: List[Tensor], residual: bool) -> Tensor:
    normed = shared[0]
    taken = saved[0]
    hidden = saved[1]
    active = saved[2]
    made = saved[3]
    share = saved[4]
    e = taken.size(0)
    d = x.size(1)
    dweighted = self.branch(dy.index_select(0, rows))
    if filled.size(0) < rows.size(0):
      mask = torch.zeros([rows.size(0), 1], dtype=dy.dtype, device=dy.device)
      mask.index_fill_(0, filled, 1)
      dweighted.mul_(mask)
    dshare = torch.sum(torch.mul(dweighted, made).to(shares.dtype), [1])
    dmade = dweighted.mul_(share).view([e, -1, d])
    self.weight_gradients(active, dmade, gradients[4])
    dhidden = torch.gelu_backward(self.products(dmade, weights[4].transpose(1, 2)), hidden, approximate="tanh")
    self.weight_gradients(taken, dhidden, gradients[3])
    dtaken = self.products(dhidden, weights[3].transpose(1, 2)).view([-1, d])
    dnormed = torch.zeros_like(normed).index_add_(0, rows, dtaken)
    dall = torch.zeros_like(shares)
    dall.view([-1]).index_add_(0, places, dshare)
    if chosen.numel() > 0:
      dall = self.renormalise_backward(dall, shares, chosen)
    if dshares.numel() > 0:
      dall.add_(dshares)
    dlogits = torch._softmax_backward_data(dall, shares, -1, shares.dtype)
    router = weights[2]
    self.weight_gradient(normed.to(router.dtype), dlogits, gradients[2])
    dnormed.add_(self.product(dlogits, router.t()).to(dnormed.dtype))
    dx = self.norm_backward(dnormed, x, shared[1], shared[2], weights[0], weights[1], gradients[0], gradients[1])
    if residual:
      dx.add_(dy)
    return dx

  # ---- routing around a block ----

  # x [N, d] -> router outputs [N, 1] in the masters' format.
  def route(self: __torch__.Functions, x: Tensor, router: Tensor) -> Tensor:
    return self.product(x.to(router.dtype), router)

  # The k largest of each row of scores [B, n], of equal ones the lower index, ascending. Adding zero turns -0 into 0.
  def best(self: __torch__.Functions, scores: Tensor, k: int) -> Tensor:
    values, order = torch.sort(torch.add(scores, 0.), stable=True, dim=1, descending=True)
    chosen, places = torch.sort(order.narrow(1, 0, k), dim=1)
    return chosen

  # Expert choice where the numbers are: outputs [N, 1] of B sequences -> rows and positions, [B k] each, of the k largest of each.
  def choose(self: __torch__.Functions, outputs: Tensor, b: int, k: int) -> List[Tensor]:
    scores = outputs.view([b, -1])
    chosen = self.best(scores, k)
    first = torch.mul(torch.arange(b, device=outputs.device), scores.size(1)).unsqueeze(1)
    return [torch.add(chosen, first).view([-1]), chosen.reshape([-1])]

  # The same for E experts, after the no-ops, C each: shares [N, P] -> rows [E B C] and where their shares stand among N P.
  def assign(self: __torch__.Functions, shares: Tensor, b: int, experts: int, c: int) -> List[Tensor]:
    paths = shares.size(1)
    scores = shares.view([b, -1, paths]).permute([2, 0, 1]).contiguous()
    for noop in range(experts, paths):
      taken = self.best(scores[noop], c)
      for path in range(paths):
        scores[path].scatter_(1, taken, -1.)
    first = torch.mul(torch.arange(b, device=shares.device), scores.size(2)).unsqueeze(1)
    rows = annotate(List[Tensor], [])
    places = annotate(List[Tensor], [])
    for expert in range(experts):
      row = torch.add(self.best(scores[expert], c), first).view([-1])
      rows.append(row)
      places.append(torch.add(torch.mul(row, paths), expert))
    return [torch.cat(rows), torch.cat(places)]

  # Rows [k] of x.
  def take(self: __torch__.Functions, x: Tensor, rows: Tensor) -> Tensor:
    return x.index_select(0, rows)

  # Router outputs [N, 1] -> weights [k, 1] of the chosen, "sigmoid" or linear.
  def weigh(self: __torch__.Functions, outputs: Tensor, rows: Tensor, sigmoid: bool) -> Tensor:
    weights = outputs.index_select(0, rows)
    if sigmoid:
      weights = torch.sigmoid(weights)
    return weights

  # What the block makes of the chosen [k, d]. whole: r multiplies attention and feed-forward, else feed-forward alone.
  def weighted(self: __torch__.Functions, chosen: Tensor, attention: Tensor, feed_forward: Tensor, weights: Tensor, whole: bool) -> Tensor:
    r = weights.to(chosen.dtype)
    if whole:
      return torch.addcmul(chosen, torch.add(attention, feed_forward), r)
    return torch.addcmul(torch.add(chosen, attention), feed_forward, r)

  # That, put in their places; the others keep their bits.
  def put(self: __torch__.Functions, x: Tensor, chosen: Tensor, attention: Tensor, feed_forward: Tensor, weights: Tensor, rows: Tensor, filled: Tensor, whole: bool) -> Tensor:
    updated = self.weighted(chosen, attention, feed_forward, weights, whole)
    if filled.size(0) < rows.size(0):
      return torch.index_copy(x, 0, rows.index_select(0, filled), updated.index_select(0, filled))
    return torch.index_copy(x, 0, rows, updated)

  # dy [N, d] -> gradients of what was put [k, d] (zero where a place is empty), of the feed-forward output and of the weights [k, 1].
  def put_backward(self: __torch__.Functions, dy: Tensor, attention: Tensor, feed_forward: Tensor, weights: Tensor, rows: Tensor, filled: Tensor, whole: bool) -> Tuple[Tensor, Tensor, Tensor]:
    dupdated = dy.index_select(0, rows)
    if filled.size(0) < rows.size(0):
      mask = torch.zeros([rows.size(0), 1], dtype=dy.dtype, device=dy.device)
      mask.index_fill_(0, filled, 1)
      dupdated.mul_(mask)
    made = feed_forward
    if whole:
      made = torch.add(attention, feed_forward)
    dweights = torch.sum(torch.mul(dupdated, made).to(weights.dtype), [1], True)
    return (dupdated, torch.mul(dupdated, weights.to(dy.dtype)), dweights)

  # Gradient of weights [k, 1] -> of router outputs [N, 1], added to "into".
  def weigh_backward(self: __torch__.Functions, dweights: Tensor, weights: Tensor, rows: Tensor, filled: Tensor, sigmoid: bool, into: Tensor) -> Tensor:
    doutputs = dweights
    if sigmoid:
      doutputs = torch.sigmoid_backward(dweights, weights)
    if filled.size(0) < rows.size(0):
      return into.index_add_(0, rows.index_select(0, filled), doutputs.index_select(0, filled))
    return into.index_add_(0, rows, doutputs)

  # dy with the rows of the chosen replaced: the gradient of a block's input where no router reads it. Writes into dy.
  def pass_back(self: __torch__.Functions, dy: Tensor, dchosen: Tensor, rows: Tensor, filled: Tensor) -> Tensor:
    if filled.size(0) < rows.size(0):
      return dy.index_copy_(0, rows.index_select(0, filled), dchosen.index_select(0, filled))
    return dy.index_copy_(0, rows, dchosen)

  # The same where a router reads the input: its part is added.
  def route_backward(self: __torch__.Functions, dy: Tensor, dchosen: Tensor, rows: Tensor, filled: Tensor, x: Tensor, doutputs: Tensor, router: Tensor, gradient: Tensor) -> Tensor:
    self.pass_back(dy, dchosen, rows, filled)
    self.weight_gradient(x.to(router.dtype), doutputs, gradient)
    return self.add_product(dy, doutputs.to(dy.dtype), router.t().to(dy.dtype))

  # The first half of a routed block, but for the choice: chosen rows of x [N, d] by B sequences, with attention among themselves, [B k, d].
  # Then the chosen, what attention adds, their weights, cosines and sines; then what attention saves.
  # Tables of angles [S, w], which hold queries' and keys' pairs; weights: those of attention.
  def enter(self: __torch__.Functions, x: Tensor, outputs: Tensor, rows: Tensor, positions: Tensor, b: int, weights: List[Tensor], cosines: Tensor, sines: Tensor, barrier: Tensor, heads: int, sigmoid: bool, keep: bool) -> Tuple[Tensor, List[Tensor]]:
    chosen = self.take(x, rows)
    shape = [b, -1, 2, 1, torch.floordiv(cosines.size(1), 2)]
    cos = cosines.index_select(0, positions).view(shape)
    sin = sines.index_select(0, positions).view(shape)
    made, saved = self.attention(chosen, weights, cos, sin, barrier, heads, False, keep)
    return (torch.add(chosen, made), [chosen, made, self.weigh(outputs, rows, sigmoid), cos, sin] + saved)

  # Its end, after the feed-forward. entered: the list of enter.
  def leave(self: __torch__.Functions, x: Tensor, entered: List[Tensor], feed_forward: Tensor, rows: Tensor, filled: Tensor, whole: bool) -> Tensor:
    return self.put(x, entered[0], entered[1], feed_forward, entered[2], rows, filled, whole)

  # dy [N, d] -> gradient of the feed-forward output [B k, d], then for enter_backward those of what was put, of attention as far as
  # it is known, and of the weights.
  def leave_backward(self: __torch__.Functions, dy: Tensor, entered: List[Tensor], feed_forward: Tensor, rows: Tensor, filled: Tensor, whole: bool) -> Tuple[Tensor, List[Tensor]]:
    put, down, dweights = self.put_backward(dy, entered[1], feed_forward, entered[2], rows, filled, whole)
    made = put
    if whole:
      made = down
    return (down, [put, made, dweights])

  # dmiddle [B k, d]: gradient of the feed-forward input -> gradient of x. left: the list of leave_backward; router and router_gradient:
  # one each, none where weights are drawn; pull: gradient of the outputs from elsewhere, if there is any. Writes into dy and pull.
  def enter_backward(self: __torch__.Functions, dy: Tensor, dmiddle: Tensor, left: List[Tensor], x: Tensor, entered: List[Tensor], rows: Tensor, filled: Tensor, weights: List[Tensor], gradients: List[Tensor], router: List[Tensor], router_gradient: List[Tensor], pull: Tensor, sigmoid: bool) -> Tensor:
    dmade = torch.add(left[1], dmiddle)
    dchosen = torch.add(left[0], dmiddle)
    dchosen.add_(self.attention_backward(dmade, entered[0], entered[5:], weights, gradients, entered[3], entered[4], False))
    if len(router) == 0:
      return self.pass_back(dy, dchosen, rows, filled)
    doutputs = pull
    if pull.numel() == 0:
      doutputs = torch.zeros([x.size(0), 1], dtype=router[0].dtype, device=x.device)
    self.weigh_backward(left[2], entered[2], rows, filled, sigmoid, doutputs)
    return self.route_backward(dy, dchosen, rows, filled, x, doutputs, router[0], router_gradient[0])

  # The predictor d -> p -> 1 behind a stop-gradient: x [N, d] -> logits [N, 1], hidden. weights: hidden [d, p], its bias, output [p, 1], its bias.
  # Its first product is in the format of the matrices, all behind it in that of the masters.
  def predict(self: __torch__.Functions, x: Tensor, weights: List[Tensor]) -> Tuple[Tensor, List[Tensor]]:
    hidden = self.product(x, weights[0]).to(weights[1].dtype).add_(weights[1])
    active = torch.gelu(hidden, approximate="tanh")
    return (self.plus(weights[3], active, weights[2]), [hidden, active])

  def predict_backward(self: __torch__.Functions, dlogits: Tensor, x: Tensor, saved: List[Tensor], weights: List[Tensor], gradients: List[Tensor]) -> NoneType:
    self.weight_gradient(saved[1], dlogits, gradients[2])
    gradients[3].copy_(torch.sum(dlogits, [0]))
    dhidden = torch.gelu_backward(self.product(dlogits, weights[2].t()), saved[0], approximate="tanh")
    self.weight_gradient(x, dhidden.to(x.dtype), gradients[0])
    gradients[1].copy_(torch.sum(dhidden, [0]))
    return None

  # ---- first and last ----

  # Token numbers [N] -> rows [N, d] of the table, in the format of libtorch's number "type".
  def embed(self: __torch__.Functions, table: Tensor, tokens: Tensor, type: int) -> Tensor:
    return torch.embedding(table, tokens).to(type)

  def embed_backward(self: __torch__.Functions, dx: Tensor, tokens: Tensor, gradient: Tensor) -> NoneType:
    gradient.copy_(torch.embedding_dense_backward(dx.to(gradient.dtype), tokens, gradient.size(0), -1, False))
    return None

  # x [N, d] -> logits [N, V] in the masters' format. weights: gain, bias, output [d, V].
  def logits(self: __torch__.Functions, x: Tensor, weights: List[Tensor]) -> Tensor:
    normed, mean, deviation = self.norm(x, weights[0], weights[1])
    return self.head(self.product(normed, weights[2]).to(weights[0].dtype))

  # Mean cross-entropy in nats, and the gradient of x. Rows go through the vocabulary "rows" at a time, so that no [N, V] stands
  # whole; forward and backward of the output matrix happen together.
  def loss(self: __torch__.Functions, x: Tensor, targets: Tensor, weights: List[Tensor], gradients: List[Tensor], rows: int, learn: bool) -> List[Tensor]:
    normed, mean, deviation = self.norm(x, weights[0], weights[1])
    count = x.size(0)
    master = weights[0].dtype
    total = torch.zeros([], dtype=master, device=x.device)
    dnormed = torch.empty_like(normed)
    start = 0
    while start < count:
      size = min(rows, count - start)
      part = normed.narrow(0, start, size)
      target = targets.narrow(0, start, size).unsqueeze(1)
      logs = torch._log_softmax(self.head(self.product(part, weights[2]).to(master)), 1, False)
      total = torch.sub(total, torch.sum(logs.gather(1, target)))
      if learn:
        dlogits = logs.exp_()
        dlogits.scatter_add_(1, target, torch.full_like(target, -1, dtype=master))
        dlogits.mul_(self.logit_multiplier() / count)
        dpart = dlogits.to(x.dtype)
        dnormed.narrow(0, start, size).copy_(self.product(dpart, weights[2].t()))
        if start == 0:
          self.weight_gradient(part, dpart, gradients[2])
        else:
          gradients[2].add_(self.product(part.t(), dpart))
      start = start + size
    result = torch.div(total, count)
    if learn:
      return [result, self.norm_backward(dnormed, x, mean, deviation, weights[0], weights[1], gradients[0], gradients[1])]
    return [result]

  # ---- formats ----

  # x in the format of libtorch's number "type".
  def formatted(self: __torch__.Functions, x: Tensor, type: int) -> Tensor:
    return x.to(type)

  # ---- the optimiser ----

  # Euclidean norm of each gradient, [weights], in float64.
  def norms(self: __torch__.Functions, gradients: List[Tensor]) -> Tensor:
    return torch.stack(torch._foreach_norm(gradients, 2)).to(7)

  # Adds the gradients of a micro-batch to sums, times the factor.
  def accumulate(self: __torch__.Functions, sums: List[Tensor], gradients: List[Tensor], factor: float) -> NoneType:
    torch._foreach_add_(sums, gradients, alpha=factor)
    return None

  # The sums in place of the gradients; the sums are zero afterwards.
  def take_sums(self: __torch__.Functions, gradients: List[Tensor], sums: List[Tensor]) -> NoneType:
    torch._foreach_copy_(gradients, sums)
    torch._foreach_zero_(sums)
    return None

  # AdamW over all weights at once (1711.05101), gradients divided by "divisor" first; then the copies that products are computed
  # with. steps: one scalar for each weight, the number of this step.
  def learn(self: __torch__.Functions, weights: List[Tensor], gradients: List[Tensor], first: List[Tensor], second: List[Tensor], steps: List[Tensor], divisor: Tensor, numbers: List[float]) -> NoneType:
    torch._fused_adamw_(weights, gradients, first, second, [], steps, lr=numbers[0], beta1=numbers[1], beta2=numbers[2], weight_decay=numbers[3], eps=numbers[4], amsgrad=False, maximize=False, grad_scale=divisor)
    return None

  def copy(self: __torch__.Functions, copies: List[Tensor], weights: List[Tensor]) -> NoneType:
    torch._foreach_copy_(copies, weights)
    return None
