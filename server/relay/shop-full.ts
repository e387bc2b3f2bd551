/** The log of a shop has all the bytes that its operator gives it (rule SHOP-6). Nothing of the write was taken. */
export class ShopFull extends Error {
  override readonly name = 'ShopFull';
}
