// Package fixing makes histories of exchange rates from what a central bank fixes once
// a day, for one unit of its own currency or in units of it. A pair without that
// currency is a quotient of two fixes of one day; no day is filled in, and a rate that
// is too coarse for a quotient makes none. It asks nobody.
package fixing
