package scene

// prop is a thing that stands in or by water: its shape, the height of its
// waterline and its ink.
type prop struct {
	s    *shape
	base float64
	f    ink
	soft float64 // blur of its edge, a radius
	dry  bool    // it throws no reflection
}

// water says how a sheet of water looks.
type water struct {
	horizon float64
	// shore, if not nil, is where the water ends at x, at or below the horizon;
	// what stands there is mirrored from there.
	shore  func(x float64) float64
	deep   rgb     // the water itself, seen near the feet
	far    rgb     // what it takes on near the horizon
	ripple float64 // how far ripples throw the reflection, 0.002 to 0.05
	scale  float64 // larger is smaller waves
	mirror float64 // 0 shows no reflection, 1 nothing else
	glint  rgb
	shine  float64 // strength of the light on the waves
}

// water turns everything below the horizon into water that shows what stands
// above it, and then sets the props upon it, the first the farthest. Props are
// drawn with their reflections.
func (c *canvas) water(n noise, w water, props ...prop) {
	shore := w.shore
	if shore == nil {
		shore = func(float64) float64 { return w.horizon }
	}
	r := c.upsideDown(shore)
	for _, p := range props {
		if p.dry {
			continue
		}
		r.veil(p.s.mirror(p.base), p.soft, 1, func(x, y float64) rgb { return p.f(x, 2*p.base-y) })
		// The foot of the thing itself too: ripples there show it the right way up.
		r.veil(p.s, p.soft, 1, func(x, y float64) rgb {
			if y < p.base-0.4*w.ripple {
				return r.sample(x, y)
			}
			return p.f(x, y)
		})
	}
	c.each(w.horizon, 1, func(x, y float64, dry rgb) rgb {
		edge := shore(x)
		if y < edge {
			return dry
		}
		d := y - w.horizon
		wx, wy := c.wave(n, x, d, w.scale)
		lift := w.ripple * (0.25 + min(1, d*3))
		sx, sy := x+wx*lift*0.4, y+wy*lift
		a := r.sample(sx, max(edge+c.px, sy-lift*0.5))
		b := r.sample(sx, max(edge+c.px, sy+lift*0.5))
		near := step(0, 1-w.horizon, d)
		seen := a.to(b, 0.5)
		body := w.far.to(w.deep, near)
		// Slopes towards the viewer show the water, those away the sky.
		k := clamp(w.mirror * (1 - 0.45*near) * (1 + 0.55*wy))
		return body.to(seen, k).light(w.glint, w.shine*max(0, wy)*seen.luma())
	})
	for _, p := range props {
		c.veil(p.s, p.soft, 1, p.f)
	}
}

// upsideDown returns the picture with everything below the shore replaced by
// the mirror image of what stands above it.
func (c *canvas) upsideDown(shore func(x float64) float64) *canvas {
	r := c.copy()
	for i := range c.w {
		edge := c.rowOf(shore((float64(i) + 0.5) * c.px))
		for j := edge; j < c.h; j++ {
			r.pix[j*c.w+i] = c.pix[max(0, 2*edge-1-j)*c.w+i]
		}
	}
	return r
}

// wave is the slope of the water at a place d below the horizon. Waves too
// small for a pixel are left out.
func (c *canvas) wave(n noise, x, d, scale float64) (wx, wy float64) {
	z := 0.5 / (d + 0.012)
	u, v := (x-wide/2)*z*scale, z*scale*2.2
	foot := 4.4 * z * z * scale * c.px
	amp := 0.62
	for range 4 {
		k := amp / (1 + foot*foot*4)
		if k < 0.01 {
			break
		}
		a := n.at(u, v)
		wy += k * a
		wx += k * n.at(u+31.7, v+11.9)
		u, v = 1.7*u+0.5*v+3.1, 1.9*v-0.4*u+8.3
		foot *= 2
		amp *= 0.62
		n++
	}
	return wx, wy
}
