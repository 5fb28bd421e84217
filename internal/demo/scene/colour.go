package scene

// rgb is a colour in the sRGB curve, each part 0 to 1. Parts may leave that
// range while a picture is made.
type rgb struct{ r, g, b float32 }

// hex reads a colour as the style sheets write it, 0xRRGGBB.
func hex(v uint32) rgb {
	return rgb{float32(v>>16&255) / 255, float32(v>>8&255) / 255, float32(v&255) / 255}
}

// to mixes a part t of o into c.
func (c rgb) to(o rgb, t float64) rgb {
	f := float32(t)
	return rgb{c.r + (o.r-c.r)*f, c.g + (o.g-c.g)*f, c.b + (o.b-c.b)*f}
}

// times makes the colour lighter or darker by a factor.
func (c rgb) times(t float64) rgb {
	f := float32(t)
	return rgb{c.r * f, c.g * f, c.b * f}
}

// light adds a part t of o as light does: it never passes white.
func (c rgb) light(o rgb, t float64) rgb {
	f := float32(t)
	return rgb{
		1 - (1-min(c.r, 1))*(1-min(o.r*f, 1)),
		1 - (1-min(c.g, 1))*(1-min(o.g*f, 1)),
		1 - (1-min(c.b, 1))*(1-min(o.b*f, 1)),
	}
}

// luma is the perceived lightness, 0 to 1.
func (c rgb) luma() float64 {
	return float64(0.299*c.r + 0.587*c.g + 0.114*c.b)
}

// stop is one colour of a ramp and its place.
type stop struct {
	at float64
	c  rgb
}

// ramp is a row of colours by rising place.
type ramp []stop

// at returns the colour of a place; beyond the ends the end colours hold.
func (r ramp) at(v float64) rgb {
	if v <= r[0].at {
		return r[0].c
	}
	for i := 1; i < len(r); i++ {
		if v < r[i].at {
			return r[i-1].c.to(r[i].c, step(r[i-1].at, r[i].at, v)*0.5+0.5*(v-r[i-1].at)/(r[i].at-r[i-1].at))
		}
	}
	return r[len(r)-1].c
}

// ink gives a colour for each place of a picture.
type ink func(x, y float64) rgb

// flat is an ink of one colour.
func flat(c rgb) ink { return func(_, _ float64) rgb { return c } }

// fade is an ink that goes from a at height top to b at height low.
func fade(a, b rgb, top, low float64) ink {
	return func(_, y float64) rgb { return a.to(b, step(top, low, y)) }
}

// mottle roughens an ink with noise of a grain size and strength.
func (f ink) mottle(n noise, size, strength float64) ink {
	return func(x, y float64) rgb { return f(x, y).times(1 + strength*n.fbm(x/size, y/size, 4)) }
}
