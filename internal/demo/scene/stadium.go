package scene

import "math"

// stadium is a football ground under floodlights, seen from high in a stand.
func stadium() picture {
	return picture{name: "stadium", seed: 909, draw: drawStadium, look: look{
		dark: hex(0x10161b), mid: hex(0x5d7268), light: hex(0xf6f2dd),
		tone: 0.62, bloom: 0.7, vignette: 0.6, grain: 0.042, contrast: 0.4,
	}}
}

// The stadium's eye: how high the horizon stands on the picture and how long
// the lens is. The pitch lies 1 below the eye.
const (
	pitchHorizon = 0.30
	pitchLens    = 1.05
)

// pitchAt is where a place on the pitch, or up above it, stands.
func pitchAt(x, z, up float64) pt {
	return pt{0.66 + x/z*pitchLens, pitchHorizon + (1-up)/z*pitchLens}
}

func drawStadium(c *canvas, n noise) {
	sky := ramp{{0, hex(0x131d2a)}, {0.2, hex(0x263543)}, {0.34, hex(0x56645f)}}
	c.fill(0, 1, func(x, y float64) rgb { return sky.at(y).times(1 + 0.14*n.fbm(x*2, y*4, 5)) })
	masts := []pt{{0.20, 0.065}, {0.52, 0.10}, {0.92, 0.095}, {1.30, 0.05}}
	s := &shape{}
	for _, m := range masts {
		s.line(m.x-0.008, 0.34, m.x-0.003, m.y, 0.004, 0.003).line(m.x+0.008, 0.34, m.x+0.003, m.y, 0.004, 0.003)
		s.box(m.x-0.034, m.y-0.018, m.x+0.034, m.y+0.018)
	}
	c.paint(s, flat(hex(0x1a232a)))
	behind := c.copy()
	c.fine(0.1, 1, func(x, y float64) rgb {
		if p, hit := bowl(n, x, y); hit {
			return p
		}
		return behind.sample(x, y)
	})
	c.players(n + 30)
	for i, m := range masts {
		for k := range 12 {
			x, y := m.x-0.0275+0.011*float64(k%6), m.y-0.009+0.018*float64(k/6)
			c.glow(x, y, 0.010, 1.6, hex(0xfdfbee))
		}
		c.glow(m.x, m.y, 0.40, 0.30, hex(0xdfe9df))
		c.glow(m.x, m.y, 0.13, 0.5, hex(0xf2f3e2))
		c.beam(n+noise(40+i), beam{x: m.x, y: m.y, angle: math.Atan2(0.62-m.y, 0.70-m.x), spread: 0.28, reach: 0.9, light: 0.13, tint: hex(0xe8efe0)})
	}
	c.mist(n+50, 0.33, 0.09, 0.28, hex(0xb9c6b8))
	for row := range 3 {
		c.audience(n+noise(200+row*70), 0.62+0.19*float64(row), hex(0x10171a).times(1-0.2*float64(row)))
	}
}

// bowl is the pitch and the stands around it.
func bowl(n noise, x, y float64) (rgb, bool) {
	const near, far, half = 1.55, 5.2, 2.55
	d := y - pitchHorizon
	if d > 0 {
		z := pitchLens / d
		px := (x - 0.66) * z / pitchLens
		if z < far+0.35 && abs(px) < half+0.35 && z > near-0.3 {
			return turf(n, px, z, near, far, half), true
		}
	}
	// The far stand: a wall that leans back, bent round at its ends.
	u := (x - 0.66) / pitchLens
	curve := 5.65 - 1.15*step(0.35, 1.0, abs(u))*abs(u)
	up := 1 + (pitchHorizon-y)*curve/pitchLens
	if up < 0 {
		return hex(0x29332f), true
	}
	switch {
	case up < 0.10: // boards around the pitch
		lit := n.rnd(int(math.Floor(u*14)) + 500)
		return hex(0x2a3a3c).to(hex(0xb9c4b4), 0.25+0.5*lit), true
	case up < 1.28:
		t := up / 1.28
		row := math.Floor(up * 46)
		seat := math.Floor(u*curve*42 + wrap(row/2))
		r := n.rnd(int(row)*1013 + int(seat)*7)
		p := hex(0x232c2c).to(hex(0x8b9388), 0.18+0.62*r*r)
		if n.rnd(int(row)*577+int(seat)*3+1) < 0.05 {
			p = hex(0xdad7c4)
		}
		aisle := bars(u*curve+0.06*wrap(row/2), 0.62, 0.028)
		tier := bell(0.60, 0.035, up)
		return p.to(hex(0x4d5752), aisle*0.8).to(hex(0x1a2223), tier*0.9).times(1.05 - 0.62*t), true
	case up < 1.36:
		return hex(0x12191c), true
	case up < 1.50+0.03*math.Sin(u*3):
		return hex(0x2a343a).times(1 + 0.25*bars(u*curve, 0.4, 0.03)), true
	}
	return rgb{}, false
}

// turf is the pitch with its mowing stripes and lines.
func turf(n noise, x, z, near, far, half float64) rgb {
	stripe := step(-0.25, 0.25, math.Sin(x*math.Pi/0.34))
	green := hex(0x4d6a4c).to(hex(0x6d8a62), stripe).times(1 + 0.14*n.fbm(x*14, z*14, 4))
	green = green.to(hex(0xb4c49c), 0.30*bell(0.2, 1.7, x)*bell(3.2, 1.5, z))
	if z > far || z < near || abs(x) > half {
		green = hex(0x44604a).times(1 + 0.1*n.fbm(x*9, z*9, 3))
	}
	const w = 0.022
	mid := (near + far) / 2
	line := func(d float64) float64 { return step(w, w*0.5, abs(d)) }
	inside := step(half+w, half, abs(x)) * step(far+w, far, z) * step(near-w, near, z)
	mark := max(line(abs(x)-half), line(z-far), line(z-near), line(x), line(math.Hypot(x, (z-mid))-0.46))
	for _, box := range []struct{ deep, broad float64 }{{0.82, 1.05}, {0.28, 0.5}} {
		edge := half - box.deep
		front := line(abs(x)-edge) * step(box.broad, box.broad-0.01, abs(z-mid))
		flank := line(abs(z-mid)-box.broad) * step(edge-w, edge, abs(x))
		mark = max(mark, front, flank)
	}
	return green.to(hex(0xe9ecdc), mark*inside*0.8)
}

// players sets two teams on the pitch, each with the soft shadows that four
// lights throw.
func (c *canvas) players(n noise) {
	for i := range 21 {
		x, z := n.span(i, -2.1, 2.1), n.span(i+40, 1.75, 5.0)
		p, k := pitchAt(x, z, 0), pitchLens/z
		h := 0.088 * k
		shadow := (&shape{})
		for _, a := range []float64{0.5, 2.4, 3.7, 5.6} {
			sin, cos := math.Sincos(a)
			shadow.line(p.x, p.y, p.x+cos*h*0.9, p.y+sin*h*0.22, h*0.10, h*0.14)
		}
		c.veil(shadow, 0.0015, 0.35, flat(hex(0x1d2b22)))
		shirt := hex(0xe9e6d8)
		if i%2 == 0 {
			shirt = hex(0x6a2a2c)
		}
		c.veil((&shape{}).person(p.x, p.y, h, n.span(i+80, -1.5, 1.5)), 0.0003, 1, func(_, y float64) rgb {
			v := (p.y - y) / h
			return hex(0x2a2c30).to(shirt, step(0.38, 0.42, v)).to(hex(0x8a6b58), step(0.85, 0.87, v))
		})
	}
	ball := pitchAt(0.35, 2.9, 0.03)
	c.glow(ball.x, ball.y, 0.006, 1.6, rgb{1, 1, 1})
}
