
  # ---- the best rates of the library: repeated matrix products and copies ----
  # This text is appended to engine.py and multiplies as the engine does.

  # [m, k] x [k, n] in the format that libtorch numbers "type". Returns one number of the result.
  def multiply(self: __torch__.Functions, x: Tensor, y: Tensor, type: int, times: int) -> Tensor:
    a = x.to(type)
    b = y.to(type)
    z = self.product(a, b)
    for _ in range(times):
      z = self.product(a, b)
    return torch.max(z).to(6)

  def copies(self: __torch__.Functions, x: Tensor, y: Tensor, times: int) -> Tensor:
    for _ in range(times):
      y.copy_(x)
    return torch.max(y)
