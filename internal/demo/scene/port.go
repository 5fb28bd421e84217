package scene

// portCranes is a container quay in the haze of early morning.
func portCranes() picture {
	return picture{name: "port-cranes", seed: 1616, draw: drawPortCranes, look: look{
		dark: hex(0x2a1f1c), mid: hex(0xa17d62), light: hex(0xfaeacb),
		tone: 0.7, bloom: 0.6, vignette: 0.55, grain: 0.038, contrast: 0.35,
	}}
}

func drawPortCranes(c *canvas, n noise) {
	const hz = 0.70
	sky := ramp{{0, hex(0x9a8271)}, {0.3, hex(0xc8a483)}, {0.55, hex(0xeecb98)}, {0.7, hex(0xf6dba8)}}
	c.fill(0, 1, func(_, y float64) rgb { return sky.at(y) })
	c.clouds(n+1, clouds{horizon: hz, scale: 0.8, stretch: 2.6, cover: 0.4, soft: 0.6,
		lit: hex(0xf3d6a8), shade: hex(0x8f7566), sun: pt{0.4, 0.6}, thick: 0.3})
	c.glow(0.40, 0.56, 0.7, 0.5, hex(0xffe2a8))
	c.glow(0.40, 0.56, 0.052, 2.2, hex(0xfff4d8))
	haze := hex(0xf0cf9d)
	var props []prop
	cranes := []struct{ x, size, depth float64 }{{0.10, 0.24, 0.86}, {0.24, 0.28, 0.78}, {0.42, 0.34, 0.68}, {0.66, 0.44, 0.5}, {1.02, 0.66, 0.12}}
	far := &shape{}
	for i := range 60 {
		x := float64(i) * 0.016
		far.box(x, hz-0.012*float64(1+int(4*n.rnd(i))), x+0.0155, hz+0.004)
	}
	props = append(props, prop{s: far, base: hz + 0.004, f: flat(hex(0x8a6a55).to(haze, 0.72)), soft: 0.001})
	for i, k := range cranes {
		base := hz + 0.005 + 0.05*(1-k.depth)
		tint := hex(0x33241f).to(haze, k.depth)
		props = append(props, prop{s: crane(n+noise(10+i), k.x, base, k.size), base: base,
			f: fade(tint, tint.to(haze, 0.35*k.depth+0.12), base-k.size, base), soft: 0.0006})
		if i == 4 {
			props = append(props, boxShip(n+30, 0.60, hz+0.062, 0.86))
		}
	}
	c.water(n+50, water{horizon: hz, deep: hex(0x6a4d3d), far: haze, ripple: 0.05, scale: 4.5,
		mirror: 0.92, glint: hex(0xfff0cc), shine: 0.3}, props...)
	c.mist(n+21, hz-0.01, 0.06, 0.42, haze)
	c.mist(n+22, hz+0.06, 0.03, 0.2, haze)
	quay := (&shape{}).poly(pt{0.9, 1.02}, pt{1.18, 0.905}, pt{1.52, 0.865}, pt{1.52, 1.02})
	c.veil(quay.rough(n+60, 0.003, 0.03), 0.0015, 1, ink(fade(hex(0x3a2a24), hex(0x1c1412), 0.87, 1)).mottle(n+61, 0.05, 0.4))
	for i, x := range []float64{1.14, 1.27, 1.40} {
		c.lamp(x, 0.36+0.012*float64(i), 0.004, 0.6, hex(0xffe6b0))
	}
}

// crane is a quay crane whose jib reaches out to the left over the water; size
// is its height to the top of the frame.
func crane(n noise, x, base, size float64) *shape {
	at := func(u, v float64) pt { return pt{x + u*size, base - v*size} }
	s := &shape{}
	bar := func(a, b pt, w float64) { s.line(a.x, a.y, b.x, b.y, w*size, w*size) }
	for _, back := range []float64{0, 0.035} {
		bar(at(0+back, 0), at(0.03+back, 0.62), 0.022)
		bar(at(0.36+back, 0), at(0.33+back, 0.62), 0.022)
		bar(at(0.01+back, 0.22), at(0.35+back, 0.22), 0.02)
		bar(at(0.01+back, 0.24), at(0.33+back, 0.60), 0.008)
		bar(at(0.03+back, 0.60), at(0.14+back, 0.97), 0.014)
		bar(at(0.33+back, 0.60), at(0.14+back, 0.97), 0.01)
	}
	tip := -0.82
	bar(at(tip, 0.585), at(0.66, 0.605), 0.013)
	bar(at(tip, 0.555), at(0.66, 0.565), 0.011)
	for i := range 42 {
		u := lerp(tip, 0.64, float64(i)/41)
		v := u + 0.018
		if i%2 == 1 {
			v = u - 0.018
		}
		bar(at(u, 0.557), at(v, 0.595), 0.005)
	}
	bar(at(0.15, 0.965), at(tip*0.93, 0.59), 0.006)
	bar(at(0.15, 0.965), at(tip*0.48, 0.59), 0.006)
	bar(at(0.17, 0.965), at(0.62, 0.60), 0.006)
	s.poly(at(0.36, 0.60), at(0.36, 0.685), at(0.56, 0.685), at(0.56, 0.60))
	trolley := n.span(1, -0.62, -0.12)
	s.poly(at(trolley, 0.56), at(trolley+0.07, 0.56), at(trolley+0.06, 0.52), at(trolley+0.01, 0.52))
	drop := n.span(2, 0.28, 0.44)
	bar(at(trolley+0.015, 0.53), at(trolley+0.015, drop), 0.003)
	bar(at(trolley+0.055, 0.53), at(trolley+0.055, drop), 0.003)
	s.poly(at(trolley-0.03, drop), at(trolley+0.10, drop), at(trolley+0.10, drop-0.05), at(trolley-0.03, drop-0.05))
	s.poly(at(-0.03, 0), at(-0.03, 0.025), at(0.07, 0.025), at(0.07, 0))
	return s.poly(at(0.33, 0), at(0.33, 0.025), at(0.43, 0.025), at(0.43, 0))
}

// boxShip is a container ship, its bow to the left.
func boxShip(n noise, x, base, l float64) prop {
	at := func(u, v float64) pt { return pt{x + u*l, base - v*l} }
	s := &shape{}
	s.poly(at(0.03, 0), at(0.015, 0.03), at(-0.03, 0.105), at(0.08, 0.09), at(0.98, 0.085), at(1, 0.02), at(0.99, 0))
	const bays = 17
	for i := range bays {
		u := 0.10 + 0.048*float64(i)
		tall := 2 + int(4*n.rnd(i))
		if i == 12 {
			s.poly(at(u-0.002, 0.08), at(u-0.002, 0.245), at(u-0.012, 0.245), at(u-0.012, 0.255), at(u+0.052, 0.255), at(u+0.052, 0.245), at(u+0.042, 0.245), at(u+0.042, 0.08))
			s.poly(at(u+0.014, 0.25), at(u+0.014, 0.30), at(u+0.019, 0.30), at(u+0.019, 0.25))
			continue
		}
		s.poly(at(u, 0.08), at(u, 0.086+0.0215*float64(tall)), at(u+0.0455, 0.086+0.0215*float64(tall)), at(u+0.0455, 0.08))
	}
	haze := hex(0xf0cf9d)
	return prop{s: s, base: base, soft: 0.0006, f: func(px, y float64) rgb {
		u, v := (px-x)/l, (base-y)/l
		if v < 0.088 {
			return hex(0x4a3329).to(hex(0x7c5b48), 0.5*step(0.012, 0.004, v)).to(haze, 0.14)
		}
		i, j := int((u-0.1)/0.048), int((v-0.086)/0.0215)
		k := n.rnd(500 + i*31 + j)
		return hex(0x5a4034).to(hex(0xb08a6a), k*0.75).to(haze, 0.16)
	}}
}
