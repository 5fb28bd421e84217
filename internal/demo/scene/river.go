package scene

import "math"

// barge is a cargo vessel on a wide grey river.
func barge() picture {
	return picture{name: "barge", seed: 202, draw: drawBarge, look: look{
		dark: hex(0x1c2422), mid: hex(0x7d8982), light: hex(0xf0efe4),
		tone: 0.6, bloom: 0.2, vignette: 0.55, grain: 0.036, contrast: 0.5,
	}}
}

func drawBarge(c *canvas, n noise) {
	const hz = 0.41
	sky := ramp{{0, hex(0x8b9697)}, {0.25, hex(0xb4bab5)}, {0.41, hex(0xdcdccf)}}
	c.fill(0, 1, func(_, y float64) rgb { return sky.at(y) })
	c.clouds(n+1, clouds{horizon: hz, scale: 0.55, stretch: 1.3, cover: 0.7, soft: 0.75,
		lit: hex(0xe9e8dd), shade: hex(0x6f7c80), sun: pt{1.1, 0.1}, thick: 0.35})
	for k := range 3 {
		f := float64(k) / 2
		line := grove(n+noise(11+k), hz+0.004, lerp(0.035, 0.085, f), lerp(0.02, 0.045, f))
		shift := func(x float64) float64 {
			if k == 2 { // the near bank runs out to the right
				return line(x) + 0.09*step(0.28, 0.62, x)
			}
			return line(x)
		}
		c.under(shift, ink(flat(hex(0xb3bbb4).to(hex(0x4a5854), f*f))).mottle(n+noise(14+k), 0.02, 0.4*f))
		c.mist(n+noise(17+k), hz-0.005, 0.035, 0.55*(1-f*0.6), hex(0xdad9cc))
	}
	poplars := &shape{}
	for i := range 9 {
		x := 0.05 + 0.052*float64(i) + n.span(i, -0.01, 0.01)
		h := n.span(i+20, 0.10, 0.17) * (1 - 0.05*float64(i))
		poplars.poplar(n+noise(600+100*i), x, hz, h*1.1)
	}
	c.veil(poplars, 0.001, 0.92, ink(fade(hex(0x56625d), hex(0x7d8880), hz-0.15, hz)).mottle(n+3, 0.012, 0.5))
	c.mist(n+21, hz, 0.03, 0.4, hex(0xdad9cc))
	c.water(n+50, water{horizon: hz, deep: hex(0x4f5d59), far: hex(0xcfd1c6), ripple: 0.045, scale: 4.2,
		mirror: 0.9, glint: hex(0xf4f3e6), shine: 0.28}, bargeHull(n, 0.60, 0.605, 0.74))
	wake := &shape{}
	for i := range 9 {
		f := float64(i)
		y := 0.612 + 0.011*f
		wake.line(0.545+0.03*f, y+0.004*f, 1.5, y+0.012*f+0.02, 0.001, 0.004)
	}
	c.veil(wake.rough(n+62, 0.006, 0.06), 0.003, 0.4, flat(hex(0xe8e9df)))
	bow := (&shape{}).poly(pt{0.575, 0.608}, pt{0.62, 0.602}, pt{0.72, 0.612}, pt{0.60, 0.618})
	c.veil(bow.rough(n+63, 0.004, 0.02), 0.003, 0.7, flat(hex(0xeeefe6)))
	reeds := &shape{}
	for i := range 260 {
		x := -0.05 + 0.62*math.Pow(n.rnd(i+400), 1.6)
		h := n.span(i+700, 0.05, 0.27) * (1 - x*1.1)
		lean := n.span(i+1000, -0.02, 0.07)
		reeds.line(x, 1.02, x+lean*0.5, 1.02-h*0.6, 0.005, 0.004)
		reeds.line(x+lean*0.5, 1.02-h*0.6, x+lean*1.4, 1.02-h, 0.004, 0.001)
	}
	c.veil(reeds, 0.002, 0.95, fade(hex(0x39433c), hex(0x161c19), 0.75, 1))
}

// bargeHull is a river vessel, bow to the left, the wheelhouse aft.
func bargeHull(n noise, x, base, l float64) prop {
	at := func(u, v float64) pt { return pt{x + u*l, base - v*l} }
	s := &shape{}
	s.poly(at(0.0, 0.01), at(-0.028, 0.07), at(0.06, 0.062), at(0.2, 0.05), at(0.72, 0.047), at(0.99, 0.062), at(1, 0.02), at(0.985, 0), at(0.02, 0))
	load := []pt{at(0.11, 0.045)}
	for i := range 24 {
		u := 0.13 + 0.60*float64(i)/23
		heap := abs(math.Sin((u - 0.13) / 0.6 * math.Pi * 3))
		load = append(load, at(u, 0.055+0.032*math.Sqrt(heap)+0.006*n.at(u*40, 2)))
	}
	s.poly(append(load, at(0.75, 0.045))...)
	s.poly(at(0.79, 0.05), at(0.79, 0.095), at(0.96, 0.095), at(0.97, 0.05))
	s.poly(at(0.815, 0.09), at(0.81, 0.142), at(0.915, 0.142), at(0.91, 0.09))
	s.poly(at(0.80, 0.140), at(0.80, 0.148), at(0.925, 0.148), at(0.925, 0.140))
	for _, m := range []struct{ u, foot, top, w float64 }{{0.865, 0.14, 0.215, 0.005}, {0.045, 0.06, 0.155, 0.005}, {0.975, 0.06, 0.115, 0.004}} {
		p, q := at(m.u, m.foot), at(m.u, m.top)
		s.line(p.x, p.y, q.x, q.y, m.w*l, m.w*l*0.6)
	}
	dark, pale := hex(0x222b2b), hex(0x959c94)
	glass := hex(0x39474a)
	tint := func(px, y float64) rgb {
		u, v := (px-x)/l, (base-y)/l
		switch {
		case u > 0.785 && v > 0.058:
			house := pale.times(1 - 0.25*step(0.87, 0.97, u))
			win := step(0.104, 0.107, v) * step(0.134, 0.131, v) * step(0.22, 0.32, abs(wrap(u*32)-0.5)+0.15)
			if v < 0.1 {
				win = step(0.068, 0.071, v) * step(0.088, 0.085, v) * step(0.3, 0.34, abs(wrap(u*24)-0.5))
			}
			return house.to(glass, win)
		case v > 0.05 && u > 0.1:
			return hex(0x4c4a44).times(1 + 0.5*n.fbm(u*60, v*60, 3))
		}
		return dark.to(hex(0x5b4a44), 0.7*step(0.016, 0.006, v)).to(pale, 0.35*bell(0.045, 0.004, v))
	}
	return prop{s: s, base: base, soft: 0.0007, f: tint}
}

// bridge is a cable-stayed bridge that goes off into fog.
func bridge() picture {
	return picture{name: "bridge", seed: 303, draw: drawBridge, look: look{
		dark: hex(0x17242a), mid: hex(0x74868a), light: hex(0xf1f0e6),
		tone: 0.7, bloom: 0.35, vignette: 0.5, grain: 0.036, contrast: 0.4,
	}}
}

// bridgeAt is the line of the bridge in space, seen from a boat: s runs along it,
// side across it, up is the height above the eye. It returns the place on the
// picture and the distance.
func bridgeAt(s, side, up float64) (pt, float64) {
	x, z := 2.25-0.42*s+0.9*side, 1.15+0.9*s+0.42*side
	return pt{wide/2 + 0.03 + x/z, 0.66 - up/z}, z
}

func drawBridge(c *canvas, n noise) {
	const hz = 0.66
	fog := hex(0xd3d8d3)
	sky := ramp{{0, hex(0x98a8ac)}, {0.4, hex(0xc3cbc8)}, {0.66, hex(0xe2e3da)}}
	c.fill(0, 1, func(x, y float64) rgb { return sky.at(y).times(1 + 0.05*n.fbm(x*2, y*4, 4)) })
	c.glow(0.3, 0.5, 0.8, 0.35, hex(0xfff4dc))
	c.under(func(x float64) float64 { return 0.635 - 0.05*n.fbm(x*2.2, 1, 5) - 0.03*step(0.2, 0, x) },
		fade(hex(0xbcc6c4), fog, 0.6, hz))
	var props []prop
	const water = -0.34
	tint := func(z float64) rgb { return hex(0x26363c).to(fog, 1-math.Exp(-z/7.5)) }
	put := func(s *shape, at float64, dry bool) {
		p, z := bridgeAt(at, 0, water)
		props = append(props, prop{s: s, base: p.y, f: ink(flat(tint(z))).mottle(n+5, 0.03, 0.18), soft: 0.0006, dry: dry})
	}
	towers := []float64{2.6, 10.6, 18.6, 26.6}
	for k := 60; k >= 0; k-- {
		s0 := -1.0 + float64(k)*0.55*(1+float64(k)/40)
		s1 := -1.0 + float64(k+1)*0.55*(1+float64(k+1)/40)
		for i, t := range towers {
			if t >= s0 && t < s1 {
				put(cables(t, 4.2, i), t, true)
				put(tower(t, water), t, false)
			}
		}
		put(deck(s0, s1), (s0+s1)/2, true)
	}
	c.water(n+50, waterOf(hz, fog), props...)
	c.mist(n+21, 0.655, 0.05, 0.55, fog.to(hex(0xf4f0e4), 0.4))
	c.mist(n+22, 0.76, 0.05, 0.35, fog)
	for k := 1; k < 12; k++ {
		p, z := bridgeAt(float64(k)*1.6-0.4, -0.34, 1.36)
		if z > 1 {
			c.lamp(p.x, p.y, 0.022/z, 0.8*math.Exp(-z/12), hex(0xffe8c0))
		}
	}
}

// waterOf is calm water in fog.
func waterOf(horizon float64, fog rgb) water {
	return water{horizon: horizon, deep: hex(0x53666b), far: fog, ripple: 0.04, scale: 4,
		mirror: 0.9, glint: hex(0xffffff), shine: 0.12}
}

// deck is the roadway between two places, with its edge beam and railing.
func deck(s0, s1 float64) *shape {
	s := &shape{}
	for _, side := range []float64{0.32, -0.32} {
		a, _ := bridgeAt(s0, side, 1.0)
		b, _ := bridgeAt(s1, side, 1.0)
		d, _ := bridgeAt(s1, side, 0.86)
		e, _ := bridgeAt(s0, side, 0.86)
		s.poly(a, b, d, e)
		f, z := bridgeAt(s0, side, 1.09)
		g, _ := bridgeAt(s1, side, 1.09)
		s.line(f.x, f.y, g.x, g.y, 0.012/z, 0.012/z)
		s.line(f.x, f.y, a.x, a.y, 0.012/z, 0.012/z)
		h, _ := bridgeAt(s0, side, 1.34)
		if side < 0 && s0 < 14 {
			s.line(h.x, h.y, a.x, a.y, 0.01/z, 0.014/z)
		}
	}
	a, _ := bridgeAt(s0, 0.32, 0.88)
	b, _ := bridgeAt(s1, 0.32, 0.88)
	d, _ := bridgeAt(s1, -0.32, 0.88)
	e, _ := bridgeAt(s0, -0.32, 0.88)
	return s.poly(a, b, d, e)
}

// tower is a pair of legs that lean together, with two cross beams.
func tower(at, foot float64) *shape {
	s := &shape{}
	const top = 2.25
	lean := func(side, up float64) float64 { return side * lerp(1.35, 0.5, clamp((up-foot)/(top-foot))) }
	for _, side := range []float64{0.4, -0.4} {
		a, z := bridgeAt(at, lean(side, foot), foot)
		b, _ := bridgeAt(at, lean(side, top), top)
		s.line(a.x, a.y, b.x, b.y, 0.2/z, 0.11/z)
	}
	for _, up := range []float64{0.8, 1.65, 2.18} {
		a, z := bridgeAt(at, lean(0.4, up), up)
		b, _ := bridgeAt(at, lean(-0.4, up), up)
		s.line(a.x, a.y, b.x, b.y, 0.1/z, 0.1/z)
	}
	return s
}

// cables fans the stays of a tower out to the deck on both sides.
func cables(at, reach float64, row int) *shape {
	s := &shape{}
	for i := 1; i <= 11; i++ {
		t := float64(i) / 11
		for _, way := range []float64{-1, 1} {
			for _, side := range []float64{0.32, -0.32} {
				if at+way*t*reach < -0.9 {
					continue
				}
				a, z := bridgeAt(at, side*0.75, 1.35+0.82*t)
				b, zb := bridgeAt(at+way*t*reach, side, 1.0)
				thin := 0.011 * (1 + 0.3*float64(row))
				s.line(a.x, a.y, b.x, b.y, thin/z, thin/zb)
			}
		}
	}
	return s
}
