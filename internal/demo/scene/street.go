package scene

import "math"

// tram is a tram that comes down a wet street after dusk.
func tram() picture {
	return picture{name: "tram", seed: 1313, draw: drawTram, look: look{
		dark: hex(0x14181f), mid: hex(0x6f7480), light: hex(0xfce8c2),
		tone: 0.4, bloom: 0.6, vignette: 0.6, grain: 0.038, contrast: 0.4,
	}}
}

func drawTram(c *canvas, n noise) {
	eye := pt{0.62, 0.50}
	sky := ramp{{0, hex(0x4a5a74)}, {0.3, hex(0x7d879a)}, {0.5, hex(0xd9b894)}}
	c.fill(0, 1, func(x, y float64) rgb { return sky.at(y).times(1 + 0.10*n.fbm(x*2, y*4, 5)) })
	c.glow(eye.x, eye.y, 0.5, 0.5, hex(0xffd8a0))
	air := hex(0xb9a594)
	v := vault{eye: eye, lens: 0.62, floor: -0.26, spring: 0, flat: 40, end: 26}
	behind := c.copy()
	c.fine(0, 1, func(x, y float64) rgb {
		h := v.hit(x, y)
		switch h.side {
		case vaultLeft, vaultRight:
			if p, hit := houseRow(n, h); hit {
				return p.to(air, 1-math.Exp(-h.z/8))
			}
		case vaultFloor:
			return hex(0x2a2d35).to(air, 1-math.Exp(-h.z/9))
		}
		return behind.sample(x, y)
	})
	shore := func(x float64) float64 {
		return max(eye.y+0.006, eye.y+0.26*abs(x-eye.x))
	}
	base := 0.735
	car := tramFront(0.845, base, 0.345)
	props := []prop{}
	for i := range 8 {
		side := float64(i%2)*2 - 1
		p := v.at(side*n.span(i+10, 0.66, 0.95), v.floor, n.span(i+30, 1.1, 4.5))
		h := (p.y - eye.y) * 0.78
		s := (&shape{}).person(p.x, p.y, h, n.span(i+50, -1, 1))
		if i%3 != 1 {
			s.umbrella(p.x, p.y-h*1.02, h*0.42)
		}
		props = append(props, prop{s: s, base: p.y, f: flat(hex(0x15181f).to(air, 0.3*step(0.8, 0.55, p.y))), soft: 0.001})
	}
	c.water(n+50, water{horizon: 0.46, shore: shore, deep: hex(0x20242c), far: hex(0x6d6a6c), ripple: 0.06, scale: 16,
		mirror: 0.60, glint: hex(0xffdca0), shine: 0.3}, append(props, car)...)
	c.asphalt(n+58, v)
	c.rails(n+60, v)
	c.wires(v)
	for _, x := range []float64{0.745, 0.945} {
		c.lamp(x, base-0.075, 0.012, 1.3, hex(0xfff0cc))
		for k := range 5 {
			c.glow(x, base+0.03+0.035*float64(k), 0.05, 0.42-0.07*float64(k), hex(0xffe2ac))
		}
	}
	for k := range 6 {
		for _, side := range []float64{-0.62, 0.62} {
			p := v.at(side, 0.42, 1.5+0.9*float64(k))
			c.lamp(p.x, p.y, 0.014/(1.5+0.9*float64(k)), 0.7, hex(0xffd592))
		}
	}
}

// houseRow is a row of town houses along a street, with shops below.
func houseRow(n noise, h hit) (rgb, bool) {
	const plot = 1.15
	i := int(math.Floor(h.z / plot))
	k := i*2 + h.side*77
	high := n.span(k, 0.78, 1.15)
	if h.y > high {
		return rgb{}, false
	}
	wall := hex(0x2d3039).to(hex(0x5c5655), n.rnd(k+300)).times(1 + 0.15*n.fbm(h.z*20, h.y*20, 3))
	wall = wall.times(1 - 0.35*bell(high-0.04, 0.02, h.y) - 0.3*bars(h.z, plot, 0.02))
	across := wrap(h.z / (plot / 5))
	u := abs(across - 0.5)
	warm := hex(0xffcb80)
	if h.y < -0.05 { // shop windows
		in := step(0.46, 0.42, u) * step(-0.09, -0.10, h.y) * step(-0.225, -0.215, h.y)
		shine := n.span(k+int(h.z*5/plot)*9, 0.35, 1.1)
		goods := step(-0.004, 0.004, h.y+0.20-0.045*n.rnd(int(h.z*26)))
		return wall.to(hex(0x4a3a2e).to(warm, shine*lerp(0.35, 0.95, goods)*(1-0.5*bars(h.z, plot/15, 0.004))), in), true
	}
	row := math.Floor((h.y + 0.02) / 0.21)
	v := wrap((h.y + 0.02) / 0.21)
	in := step(0.24, 0.21, u) * step(0.22, 0.24, v) * step(0.80, 0.78, v) * step(high-0.05, high-0.06, h.y)
	glass := hex(0x191c25).to(hex(0x76808f), 0.3*v)
	if n.rnd(int(h.z*5/plot)*31+int(row)*7+h.side*1000) < 0.3 {
		glass = warm.times(0.85)
	}
	return wall.to(glass, in*(1-0.6*step(0.03, 0.02, u))), true
}

// tramFront is the front of a tram: shape and ink.
func tramFront(x, base, high float64) prop {
	w := high * 0.37
	at := func(u, v float64) pt { return pt{x + u*w, base - v*high} }
	s := (&shape{}).poly(at(-0.84, 0.03), at(-0.98, 0.12), at(-1, 0.32), at(-0.95, 0.72), at(-0.86, 0.92), at(-0.7, 0.985), at(0, 1.0),
		at(0.7, 0.985), at(0.86, 0.92), at(0.95, 0.72), at(1, 0.32), at(0.98, 0.12), at(0.84, 0.03))
	s.poly(at(-0.5, 0.99), at(-0.44, 1.04), at(0.44, 1.04), at(0.5, 0.99))
	s.line(x-0.1*w, base-1.03*high, x+0.3*w, base-1.17*high, 0.004, 0.003)
	s.line(x+0.3*w, base-1.17*high, x-0.02*w, base-1.27*high, 0.003, 0.003)
	s.line(x-0.34*w, base-1.27*high, x+0.3*w, base-1.27*high, 0.004, 0.004)
	return prop{s: s, base: base, soft: 0.0007, f: func(px, y float64) rgb {
		u, v := (px-x)/w, (base-y)/high
		body := hex(0x5d2f2e).to(hex(0x2c2227), step(0.4, 1.05, abs(u))).times(1 + 0.25*step(0.1, 0.4, v))
		body = body.to(hex(0xb9a78f), 0.75*step(0.335, 0.345, v)*step(0.395, 0.385, v))
		if v > 0.88 || v < 0.10 {
			body = hex(0x22232b)
		}
		inset := 0.86 - 0.12*max(0, v-0.42)
		glass := step(inset+0.02, inset-0.02, abs(u)) * step(0.415, 0.425, v) * step(0.775, 0.765, v)
		inside := hex(0x3b3428).to(hex(0xf7d596), 0.25+0.6*step(0.5, 0.76, v)-0.25*bell(-0.35, 0.22, u)*step(0.66, 0.5, v))
		body = body.to(inside, glass*(1-0.7*step(0.03, 0.02, abs(abs(u)-0.0)*step(0.42, 0.43, v))))
		board := step(0.56, 0.54, abs(u)) * step(0.80, 0.81, v) * step(0.875, 0.865, v)
		return body.to(hex(0xf0bb66), board*0.85)
	}}
}

// umbrella adds an open umbrella with its rim at height y.
func (s *shape) umbrella(x, y, r float64) *shape {
	p := []pt{{x - r, y}}
	for i := range 13 {
		sin, cos := math.Sincos(math.Pi * float64(12-i) / 12)
		p = append(p, pt{x + r*cos, y - r*0.55*sin})
	}
	return s.poly(append(p, pt{x + r, y}, pt{x + r*0.5, y - r*0.1}, pt{x, y}, pt{x - r*0.5, y - r*0.1})...)
}

// asphalt lays dry patches, wear and kerbs over the wet street.
func (c *canvas) asphalt(n noise, v vault) {
	c.each(v.eye.y, 1, func(x, y float64, p rgb) rgb {
		h := v.hit(x, y)
		if h.side != vaultFloor || (x > 0.73 && x < 0.965 && y > 0.4 && y < 0.735) {
			return p
		}
		far := step(7, 1, h.z)
		dry := step(-0.15, 0.45, n.fbm(h.x*3, h.z*1.3, 5)+0.35*bell(0, 0.3, abs(h.x)-0.75))
		p = p.to(hex(0x33353c).times(1+0.5*n.fbm(h.x*40, h.z*24, 3)), 0.55*dry*far)
		kerb := bell(0.64, 0.012, abs(h.x))
		return p.to(hex(0x8d857c), 0.45*kerb*far).to(hex(0x15171c), 0.5*far*bell(0.615, 0.012, abs(h.x)))
	})
}

// rails draws two tracks that run down the street. The tram stands upon the
// far part of the right one.
func (c *canvas) rails(n noise, v vault) {
	const near = 0.28
	for i, x := range []float64{0.13, 0.41, -0.47, -0.19} {
		far := 30.0
		if i < 2 {
			far = 0.69
		}
		a, b := v.at(x, v.floor, near), v.at(x, v.floor, far)
		groove := (&shape{}).line(a.x, a.y, b.x, b.y, 0.010/near, 0.010/far)
		c.veil(groove, 0, 0.7, flat(hex(0x14161c)))
		steel := (&shape{}).line(a.x-0.003/near, a.y, b.x-0.003/far, b.y, 0.005/near, 0.005/far)
		c.veil(steel, 0, 0.9, func(px, y float64) rgb {
			shine := clamp(0.45 + 0.9*n.fbm(3/(y-v.eye.y+0.02), x, 3) + 0.4*step(0.75, 0.52, y))
			return hex(0x4d4a49).to(hex(0xf0d6aa), shine)
		})
	}
}

// wires hangs the overhead line along the street and across it.
func (c *canvas) wires(v vault) {
	s := &shape{}
	for _, x := range []float64{0.27, -0.33} {
		a, b := v.at(x, 0.42, 0.35), v.at(x, 0.42, 20)
		s.line(a.x, a.y, b.x, b.y, 0.0035, 0.0008)
	}
	for k := range 6 {
		z := 1.3 + 1.3*float64(k)
		a, b, m := v.at(-1, 0.62, z), v.at(1, 0.62, z), v.at(0, 0.45, z)
		s.rope(a.x, a.y, m.x, m.y, 0.0026/math.Sqrt(z), 0.03).rope(m.x, m.y, b.x, b.y, 0.0026/math.Sqrt(z), 0.03)
	}
	c.veil(s, 0.0003, 0.8, flat(hex(0x1d222c)))
}
