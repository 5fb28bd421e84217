package scene

// harbour is a yacht basin at dawn: masts in haze, the town behind them.
func harbour() picture {
	return picture{name: "harbour", seed: 101, draw: drawHarbour, look: look{
		dark: hex(0x1d2530), mid: hex(0x8a8d92), light: hex(0xf6e9d6),
		tone: 0.45, bloom: 0.5, vignette: 0.5, grain: 0.034, contrast: 0.45,
	}}
}

func drawHarbour(c *canvas, n noise) {
	const hz = 0.47
	sky := ramp{{0, hex(0x71808f)}, {0.2, hex(0x9da3a8)}, {0.36, hex(0xd9c3ab)}, {0.47, hex(0xf0d6b0)}}
	c.fill(0, 1, func(_, y float64) rgb { return sky.at(y) })
	c.clouds(n+1, clouds{horizon: hz, scale: 0.9, stretch: 1.9, cover: 0.46, soft: 0.7,
		lit: hex(0xf4dcc0), shade: hex(0x858b94), sun: pt{0.5, 0.44}, thick: 0.3})
	c.glow(0.48, 0.42, 0.75, 0.55, hex(0xffd9a0))
	c.glow(0.48, 0.425, 0.16, 0.7, hex(0xfff0d0))
	for k := range 3 {
		f := float64(k)
		q := n + noise(10+k)
		c.under(func(x float64) float64 {
			return lerp(0.385, 0.452, f/2) - 0.05*(1-f/4)*q.fbm(x*(1.6+f), f, 5) - 0.03*x*(1-f/2)
		}, flat(hex(0xc9b8a8).to(hex(0x8d8d90), f/2.4)))
		c.mist(n+noise(20+k), hz-0.01, 0.05, 0.5, hex(0xecd6b8))
	}
	town := &shape{}
	for i := range 46 {
		x := 0.62 + float64(i)*0.02
		w, h := n.span(i, 0.010, 0.022), n.span(i+90, 0.012, 0.034)
		town.poly(pt{x - w, hz}, pt{x - w, hz - h}, pt{x, hz - h - w*0.6}, pt{x + w, hz - h}, pt{x + w, hz})
	}
	c.veil(town.box(1.16, 0.405, 1.172, hz).poly(pt{1.157, 0.406}, pt{1.166, 0.375}, pt{1.175, 0.406}), 0.0015, 0.8,
		fade(hex(0x85868c), hex(0xb5a89c), 0.42, hz))
	c.mist(n+30, hz, 0.03, 0.6, hex(0xf0dcc0))

	var props []prop
	for i := range 26 {
		t := float64(i) / 25
		base := lerp(hz+0.012, 0.60, t*t)
		x := 0.5 + n.span(i+200, -0.02, 1.02)
		if i > 19 {
			x = 0.86 + 0.1*float64(i-19) + n.span(i+200, -0.03, 0.03)
		}
		size := 0.075 + 1.05*(base-hz)*n.span(i+300, 0.8, 1.1)
		props = append(props, yacht(n+noise(40+i), x, base, size, hex(0xa39c96).to(hex(0x2f3640), step(0, 1, t))))
	}
	props = append(props, yacht(n+90, 0.33, 0.735, 0.50, hex(0x1c222b)))
	c.water(n+50, water{horizon: hz, deep: hex(0x46525e), far: hex(0xe2cbae), ripple: 0.03, scale: 5,
		mirror: 0.95, glint: hex(0xffe2b8), shine: 0.22}, props...)
	c.mist(n+60, 0.49, 0.035, 0.4, hex(0xf0dcc0))
	quay := (&shape{}).poly(pt{0.98, 1.05}, pt{1.55, 0.84}, pt{1.55, 1.05}).box(1.335, 0.80, 1.375, 0.95).oval(1.355, 0.80, 0.032, 0.012)
	c.veil(quay.rough(n+70, 0.004, 0.03), 0.002, 1, ink(fade(hex(0x2a2f36), hex(0x0f1318), 0.8, 1)).mottle(n+71, 0.04, 0.5))
}

// yacht is a moored sailing boat seen from the side; size is the height of its
// mast.
func yacht(n noise, x, base, size float64, tint rgb) prop {
	s := &shape{}
	d := 1.0
	if n.rnd(1) < 0.5 {
		d = -1
	}
	l := size * n.span(2, 0.34, 0.44)
	h := size * 0.075
	s.poly(pt{x - d*l*0.96, base}, pt{x - d*l, base - h*0.9}, pt{x - d*l*0.2, base - h*0.82}, pt{x + d*l*0.6, base - h*1.05},
		pt{x + d*l*1.08, base - h*1.35}, pt{x + d*l*0.86, base - h*0.4}, pt{x + d*l*0.74, base})
	s.poly(pt{x - d*l*0.45, base - h*0.7}, pt{x - d*l*0.4, base - h*1.55}, pt{x + d*l*0.2, base - h*1.7}, pt{x + d*l*0.45, base - h*0.9})
	m := x + d*l*0.12
	top := base - size
	thin := max(size*0.005, 0.0007)
	s.line(m, base-h, m, top, size*0.017, size*0.009)
	s.line(m, base-h*2.6, m-d*l*0.84, base-h*2.45, size*0.026, size*0.016)
	s.line(m, top+size*0.02, x+d*l*1.05, base-h*1.35, thin*1.7, thin*2.2)
	s.line(m, top+size*0.01, x-d*l*0.98, base-h*0.9, thin*0.6, thin*0.6)
	s.line(m-l*0.14, top+size*0.36, m+l*0.14, top+size*0.36, thin, thin)
	s.line(m, top+size*0.02, m-l*0.14, top+size*0.36, thin*0.5, thin*0.5)
	s.line(m, top+size*0.02, m+l*0.14, top+size*0.36, thin*0.5, thin*0.5)
	s.line(m-l*0.14, top+size*0.36, m-l*0.12, base-h, thin*0.5, thin*0.5)
	s.line(m+l*0.14, top+size*0.36, m+l*0.12, base-h, thin*0.5, thin*0.5)
	pale := tint.to(hex(0xcfc6bc), 0.28)
	return prop{s: s, base: base, soft: 0.0006, f: func(_, y float64) rgb {
		return tint.to(pale, step(base, base-h*0.9, y)*step(base-h*1.8, base-h*1.1, y))
	}}
}

// ferry is a ship on the evening sea under a bank of cloud.
func ferry() picture {
	return picture{name: "ferry", seed: 707, draw: drawFerry, look: look{
		dark: hex(0x141c26), mid: hex(0x66788a), light: hex(0xf7ecd2),
		tone: 0.5, bloom: 0.6, vignette: 0.6, grain: 0.036, contrast: 0.5,
	}}
}

func drawFerry(c *canvas, n noise) {
	const hz = 0.56
	sky := ramp{{0, hex(0x2f3d4d)}, {0.3, hex(0x54677a)}, {0.46, hex(0xa3aaa9)}, {0.53, hex(0xf2d79a)}, {0.57, hex(0xf4cf8e)}}
	c.fill(0, 1, func(_, y float64) rgb { return sky.at(y) })
	c.clouds(n+1, clouds{horizon: hz - 0.035, scale: 0.62, stretch: 1.5, cover: 0.66, soft: 0.6,
		lit: hex(0x9aa2a8), shade: hex(0x2b3745), sun: pt{0.45, 0.55}, thick: 0.6})
	c.glow(0.42, 0.545, 0.6, 0.5, hex(0xffdf9c))
	for k := range 22 {
		x, top := n.span(k+10, 0.85, 1.6), 0.43
		w := n.span(k+50, 0.02, 0.07)
		c.veil((&shape{}).poly(pt{x, top}, pt{x + w, top}, pt{x + w - 0.05, hz}, pt{x - 0.05, hz}), 0.02, 0.16, flat(hex(0x56646f)))
	}
	ship := ferryHull(0.92, hz+0.017, 0.36)
	c.water(n+50, water{horizon: hz, deep: hex(0x1b2732), far: hex(0xb9ad90), ripple: 0.075, scale: 3.4,
		mirror: 0.92, glint: hex(0xffe6b0), shine: 0.5}, ship)
	c.haze(hz-0.004, hz+0.03, 0.0, 0.16, hex(0xe0cb9c))
	wake := (&shape{}).poly(pt{0.93, hz + 0.015}, pt{1.5, hz + 0.020}, pt{1.5, hz + 0.030}, pt{0.95, hz + 0.021})
	c.veil(wake.rough(n+61, 0.004, 0.05), 0.002, 0.35, flat(hex(0xe8e2d0)))
	for row := range 3 {
		for i := range 26 {
			if n.rnd(row*40+i) > 0.68 {
				continue
			}
			c.glow(0.80+float64(i)*0.0092, hz-0.021-float64(row)*0.0155, 0.0052, 1.1, hex(0xffdf9a))
		}
	}
	c.lamp(0.846, hz-0.135, 0.004, 0.8, hex(0xffe9c0))
	smoke := &shape{}
	for i := range 14 {
		t := float64(i) / 13
		smoke.blob(n+noise(70+i), 1.035+t*0.3, hz-0.115-t*0.03-0.02*t*t, 0.012+t*0.045, 0.008+t*0.016, 0.6)
	}
	c.veil(smoke, 0.012, 0.3, flat(hex(0x3a444e)))
}

// ferryHull is a passenger ship seen from the side, bow to the left.
func ferryHull(x, base, l float64) prop {
	a := x - l/2
	at := func(u, v float64) pt { return pt{a + u*l, base - v*l} }
	s := &shape{}
	s.poly(at(0.035, 0), at(0.012, 0.06), at(-0.02, 0.135), at(0.08, 0.122), at(0.97, 0.112), at(0.995, 0.1), at(0.98, 0))
	s.poly(at(0.10, 0.11), at(0.145, 0.205), at(0.90, 0.205), at(0.93, 0.155), at(0.95, 0.11))
	s.poly(at(0.17, 0.20), at(0.20, 0.255), at(0.78, 0.255), at(0.80, 0.2))
	s.poly(at(0.18, 0.25), at(0.20, 0.305), at(0.34, 0.305), at(0.36, 0.25))
	s.poly(at(0.64, 0.25), at(0.66, 0.36), at(0.745, 0.345), at(0.76, 0.25))
	s.line(a+0.27*l, base-0.3*l, a+0.275*l, base-0.42*l, 0.008*l, 0.004*l)
	s.line(a+0.24*l, base-0.37*l, a+0.31*l, base-0.37*l, 0.004*l, 0.004*l)
	for i := range 5 {
		u := 0.40 + 0.045*float64(i)
		s.poly(at(u, 0.255), at(u, 0.275), at(u+0.034, 0.275), at(u+0.034, 0.255))
	}
	dark, pale := hex(0x1d2833), hex(0x5c666d)
	return prop{s: s, base: base, soft: 0.0007, f: func(px, y float64) rgb {
		v := (base - y) / l
		body := dark.to(pale, step(0.105, 0.118, v)*0.8)
		deck := bell(0.158, 0.012, v) + bell(0.208, 0.008, v) + bell(0.256, 0.006, v)
		return body.times(1-0.4*deck).to(hex(0xe2c48c), 0.16*step(x, x-l/2, px))
	}}
}
