# What the library does at best: matrix products and copies, into memory that is already there.
class Functions(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # [m, k] x [k, n] in the format of libtorch's number "type", again and again; some number of the result.
  def product(self: __torch__.Functions, x: Tensor, y: Tensor, type: int, times: int) -> Tensor:
    a = x.to(type)
    b = y.to(type)
    z = torch.mm(a, b)
    for _ in range(times):
      torch.mm(a, b, out=z)
    return torch.max(z).to(6)

  def copy(self: __torch__.Functions, x: Tensor, y: Tensor, times: int) -> Tensor:
    for _ in range(times):
      y.copy_(x)
    return torch.max(y)
