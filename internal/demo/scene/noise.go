package scene

import "math"

// noise is a seeded field of gradient noise. The value is the seed; two fields
// of one seed are the same field.
type noise uint32

// cell hashes a lattice point.
func (n noise) cell(x, y int32) uint32 {
	h := uint32(n)*0x9e3779b1 ^ uint32(x)*0x85ebca77 ^ uint32(y)*0xc2b2ae3d
	h ^= h >> 15
	h *= 0x2c1b3c6d
	h ^= h >> 12
	h *= 0x297a2d39
	h ^= h >> 15
	return h
}

// rnd returns the i-th of a row of even random numbers in [0, 1).
func (n noise) rnd(i int) float64 {
	return float64(n.cell(int32(i), 7919)) / (1 << 32)
}

// span returns the i-th of a row of even random numbers in [lo, hi).
func (n noise) span(i int, lo, hi float64) float64 {
	return lo + (hi-lo)*n.rnd(i)
}

// dot is the pull of one lattice point's gradient on a place dx, dy from it.
func (n noise) dot(x, y int32, dx, dy float64) float64 {
	h := n.cell(x, y)
	return (float64(h&0xffff)/32768-1)*dx + (float64(h>>16)/32768-1)*dy
}

// at returns the field at a place, about -1 to 1 and 0 on average.
func (n noise) at(x, y float64) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	ix, iy := int32(fx), int32(fy)
	dx, dy := x-fx, y-fy
	u := dx * dx * dx * (dx*(dx*6-15) + 10)
	v := dy * dy * dy * (dy*(dy*6-15) + 10)
	a, b := n.dot(ix, iy, dx, dy), n.dot(ix+1, iy, dx-1, dy)
	c, d := n.dot(ix, iy+1, dx, dy-1), n.dot(ix+1, iy+1, dx-1, dy-1)
	top, low := a+(b-a)*u, c+(d-c)*u
	return (top + (low-top)*v) * 1.5
}

// fbm sums octaves of the field, each twice as fine and half as strong: about
// -1 to 1.
func (n noise) fbm(x, y float64, octaves int) float64 {
	sum, amp := 0.0, 0.5
	for range octaves {
		sum += amp * n.at(x, y)
		// Turn each octave, so that the lattices do not line up.
		x, y = 1.6*x-1.2*y+17.3, 1.2*x+1.6*y-5.1
		amp /= 2
		n++
	}
	return sum
}

// ridge is fbm with sharp crests, as of mountains: 0 to about 1.
func (n noise) ridge(x, y float64, octaves int) float64 {
	sum, amp, last := 0.0, 0.5, 1.0
	for range octaves {
		v := 1 - abs(n.at(x, y))
		v *= v
		sum += amp * v * last
		last = v
		x, y = 1.6*x-1.2*y+3.7, 1.2*x+1.6*y-9.2
		amp /= 2
		n++
	}
	return sum
}

// clamp holds v within 0 and 1.
func clamp(v float64) float64 { return max(0, min(1, v)) }

// step rises smoothly from 0 at a to 1 at b; a may lie above b.
func step(a, b, v float64) float64 {
	t := clamp((v - a) / (b - a))
	return t * t * (3 - 2*t)
}

// abs is the size of v without its sign.
func abs(v float64) float64 { return math.Abs(v) }

// wrap is the part of v above the whole number below it: 0 up to 1.
func wrap(v float64) float64 { return v - math.Floor(v) }

// lerp goes from a to b as t goes from 0 to 1.
func lerp(a, b, t float64) float64 { return a + (b-a)*t }

// bell is a soft hump of height 1 around mid, near nothing beyond width.
func bell(mid, width, v float64) float64 {
	d := (v - mid) / width
	return math.Exp(-2 * d * d)
}
