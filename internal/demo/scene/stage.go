package scene

import "math"

// concert is a stage in coloured light, seen over the heads of the audience.
func concert() picture {
	return picture{name: "concert", seed: 1010, draw: drawConcert, look: look{
		dark: hex(0x0d1418), mid: hex(0x4f7276), light: hex(0xfbe6bd),
		tone: 0.4, bloom: 0.7, vignette: 0.6, grain: 0.045, contrast: 0.3,
	}}
}

func drawConcert(c *canvas, n noise) {
	c.fill(0, 1, func(x, y float64) rgb {
		smoke := 0.5 + 0.6*n.fbm(x*2.2, y*3, 5)
		near := bell(0.46, 0.34, y) * bell(0.80, 0.75, x)
		return hex(0x0e1a20).to(hex(0x4a7f82), clamp(0.25+1.1*near*smoke))
	})
	rig := &shape{}
	for i := range 40 {
		x := 0.06 + 0.036*float64(i)
		rig.line(x, 0.085, x+0.036, 0.12, 0.003, 0.003).line(x+0.036, 0.085, x, 0.12, 0.003, 0.003)
	}
	rig.box(0.04, 0.083, 1.5, 0.088).box(0.04, 0.118, 1.5, 0.123)
	c.paint(rig, flat(hex(0x0a1013)))
	cold, warm := hex(0x9fd6d2), hex(0xffc87a)
	for i := range 9 {
		x := 0.16 + 0.155*float64(i)
		tint, light := cold, 0.55
		if i%3 == 1 {
			tint, light = warm, 0.8
		}
		c.beam(n+noise(20+i), beam{x: x, y: 0.115, angle: math.Pi/2 + 0.62*(0.82-x) + n.span(i, -0.16, 0.16), spread: n.span(i+20, 0.04, 0.085), reach: 0.95, light: light, tint: tint})
		c.lamp(x, 0.118, 0.007, 1.1, tint)
	}
	for i := range 5 {
		c.beam(n+noise(40+i), beam{x: 0.84, y: 0.66, angle: -math.Pi/2 + 0.36*(float64(i)-2.1), spread: 0.035, reach: 0.95, light: 0.5, tint: warm})
	}
	c.glow(0.84, 0.60, 0.55, 0.95, hex(0xffd79a))
	band := &shape{}
	band.box(0.30, 0.642, 1.42, 0.80)
	for i, x := range []float64{0.62, 0.84, 1.04, 1.22} {
		h := 0.125 + 0.012*float64(i%2)
		const y = 0.648
		band.person(x, y, h, n.span(i+70, -0.6, 0.6))
		band.line(x+0.03, y, x+0.022, y-h*0.80, 0.0022, 0.0018).line(x+0.022, y-h*0.80, x+0.010, y-h*0.85, 0.0035, 0.0035)
		if i != 1 {
			band.line(x-0.035, y-h*0.42, x+0.035, y-h*0.62, 0.006, 0.003).oval(x-0.018, y-h*0.46, 0.017, 0.011)
		}
	}
	band.box(0.42, 0.52, 0.51, 0.65).box(1.30, 0.51, 1.39, 0.65).box(0.44, 0.44, 0.50, 0.53).box(1.31, 0.43, 1.38, 0.52)
	c.veil(band, 0.0012, 0.93, fade(hex(0x1d2626), hex(0x0b1012), 0.5, 0.7))
	c.mist(n+50, 0.66, 0.06, 0.35, hex(0xc9a877))
	for row := range 5 {
		f := float64(row) / 4
		c.audience(n+noise(100+row*60), f, hex(0x2c302c).to(hex(0x080b0e), 0.2+0.8*math.Sqrt(f)))
		if row < 4 {
			c.mist(n+noise(60+row), 0.74+0.05*float64(row), 0.035, 0.34, hex(0xc9a06a))
		}
	}
}

// audience draws one row of heads and raised arms; f is 0 for the farthest row
// and 1 for the nearest.
func (c *canvas) audience(n noise, f float64, tint rgb) {
	size := lerp(0.016, 0.062, f*f)
	y := lerp(0.725, 0.90, f)
	s := &shape{}
	for i := 0; float64(i)*size*2.1 < wide+0.2; i++ {
		x := -0.1 + (float64(i)+n.span(i, -0.3, 0.3))*size*2.1
		hy := y + n.span(i+300, -0.45, 0.45)*size
		s.blob(n+noise(i), x, hy, size*0.62, size*0.82, 0.16)
		s.line(x, hy+size*0.4, x, hy+size*1.3, size*0.55, size*0.8)
		s.blob(n+noise(i+40), x, hy+size*2.1, size*1.35, size*1.15, 0.1)
		if n.rnd(i+600) < 0.22 {
			d := n.span(i+700, -1, 1)
			ex, ey := x+size*(0.9*sign(d)+0.3*d), hy-size*0.2
			wx, wy := ex+size*0.5*d, hy-size*n.span(i+800, 1.5, 2.5)
			s.line(x+size*0.9*sign(d), hy+size*1.5, ex, ey, size*0.56, size*0.46)
			s.line(ex, ey, wx, wy, size*0.46, size*0.32)
			s.blob(n+noise(i+90), wx, wy-size*0.16, size*0.24, size*0.3, 0.35)
		}
	}
	s.box(-0.1, y+size*1.6, wide+0.1, 1.2)
	c.veil(s, 0.0008+0.0022*f*f*f, 0.97, func(x, py float64) rgb {
		rim := step(y+size*0.6, y-size*1.6, py) * bell(0.84, 0.5, x)
		return tint.to(hex(0xd7a566), 0.22*rim*(1-0.6*f))
	})
}

// sign is -1 below nothing, else 1.
func sign(v float64) float64 {
	if v < 0 {
		return -1
	}
	return 1
}

// library is the long aisle of an old library.
func library() picture {
	return picture{name: "library", seed: 1717, draw: drawLibrary, look: look{
		dark: hex(0x1a1310), mid: hex(0x7d634e), light: hex(0xfaecd0),
		tone: 0.45, bloom: 0.6, vignette: 0.65, grain: 0.04, contrast: 0.4,
	}}
}

func drawLibrary(c *canvas, n noise) {
	v := vault{eye: pt{0.58, 0.56}, lens: 0.66, floor: -0.50, spring: 1.15, end: 9.5}
	air := hex(0xd9bd93)
	c.fine(0, 1, func(x, y float64) rgb {
		h := v.hit(x, y)
		deep := clamp(h.z / v.end)
		light := 0.62 + 1.0*deep*deep + 0.4*bell(2.4, 1.1, h.z)
		var p rgb
		switch h.side {
		case vaultFloor:
			board := bars(h.x, 0.16, 0.006)
			shine := bell(0, 0.42, h.x) * (0.30 + 0.7*deep) * (1 + 0.5*n.fbm(h.x*4, h.z*9, 3))
			p = hex(0x2c1f17).to(hex(0xe8c48e), clamp(0.75*shine)).times(1 - 0.4*board)
			light = 0.85 + 0.5*deep
		case vaultEnd:
			return window(n, h)
		case vaultArch:
			coffer := max(bars(h.arc, 0.262, 0.03), bars(h.z, 1.9, 0.16))
			p = hex(0x8d7a62).times(1+0.1*n.fbm(h.arc*5, h.z*3, 3)).to(hex(0x4b3a2c), coffer*0.7)
			light *= 1.1
		default:
			p = shelves(n, h)
		}
		return p.times(light).to(air, 0.62*deep*deep)
	})
	c.glow(0.58, 0.40, 0.75, 0.38, hex(0xffe9c0))
	for k := range 4 {
		c.beam(n+noise(60+k), beam{x: 1.30 - 0.03*float64(k), y: -0.15 + 0.03*float64(k), angle: 2.28 + 0.10*float64(k), spread: 0.028, reach: 1.25, light: 0.26, tint: hex(0xffe3b0)})
	}
	for k := 6; k >= 0; k-- {
		z := 1.35 + 1.15*float64(k)
		for _, x := range []float64{-0.62, 0.62} {
			c.desk(v, x, z)
		}
	}
	p := v.at(-0.16, v.floor, 3.9)
	c.veil((&shape{}).person(p.x, p.y, 0.098, 0.2), 0.0006, 0.93, flat(hex(0x211812)))
}

// shelves is a wall of books with a gallery half-way up.
func shelves(n noise, h hit) rgb {
	wood := hex(0x3a281c).times(1 + 0.2*n.fbm(h.z*2, h.y*30, 3))
	v := h.y + 0.5
	if abs(v-0.852) < 0.044 { // the floor of the gallery
		return hex(0x5d4430)
	}
	if v > 0.895 && v < 1.04 && bars(h.z, 0.055, 0.014) > 0.5 || abs(v-1.045) < 0.012 { // its railing
		return hex(0x20160f)
	}
	upright := bars(h.z, 1.1, 0.10)
	const shelf = 0.135
	row := math.Floor(v / shelf)
	up := wrap(v / shelf)
	if v > 1.58 {
		return wood
	}
	// Books differ in width: a wandering scale along the shelf.
	along := h.z*24 + 2.2*n.at(h.z*9, row*3.3)
	book := int(math.Floor(along))
	k := book*13 + int(row)*977 + h.side*5003
	edge := abs(along-float64(book)-0.5) * 2
	tall := n.span(k, 0.62, 0.88)
	if n.rnd(k+3) < 0.05 {
		tall = 0
	}
	spine := [...]rgb{hex(0x6b3f2c), hex(0x4c4a38), hex(0x85684a), hex(0x5a2d27), hex(0x3a4248), hex(0xa98c66)}[int(n.rnd(k+1)*6)]
	spine = spine.times(n.span(k+2, 0.7, 1.25) * (1 - 0.45*step(0.6, 1, edge)))
	spine = spine.to(hex(0xd9b676), 0.5*(bell(0.62*tall, 0.03, up)+bell(0.25*tall, 0.02, up)))
	p := hex(0x120c09).to(spine, step(tall+0.02, tall-0.02, up)*step(0.06, 0.09, up))
	p = p.times(1-0.45*step(0.6, 1, up)).to(wood.times(1.3), step(0.08, 0.06, up))
	return p.to(wood.times(1.25), upright)
}

// window is the tall bright window at the end of the aisle.
func window(n noise, h hit) rgb {
	stone := hex(0xa08666)
	arch := 1.25 + math.Sqrt(max(0, 0.30-h.x*h.x))
	in := step(0.56, 0.53, abs(h.x)) * step(arch+0.03, arch-0.03, h.y) * step(0.12, 0.15, h.y)
	glass := hex(0xfff6e2).times(0.96 + 0.08*n.fbm(h.x*6, h.y*6, 3))
	glass = glass.to(hex(0x8a7355), 0.8*max(bars(h.x, 0.27, 0.03), bars(h.y, 0.3, 0.025)))
	return stone.to(glass, in)
}

// desk draws a reading desk with a shaded lamp.
func (c *canvas) desk(v vault, x, z float64) {
	k := v.lens / z
	top := v.at(x, v.floor+0.25, z)
	s := (&shape{}).box(top.x-0.24*k, top.y, top.x+0.24*k, top.y+0.03*k)
	s.box(top.x-0.22*k, top.y, top.x-0.19*k, top.y+0.25*k).box(top.x+0.19*k, top.y, top.x+0.22*k, top.y+0.25*k)
	s.line(top.x, top.y, top.x, top.y-0.13*k, 0.014*k, 0.010*k)
	far := step(1.5, 9, z)
	c.veil(s, 0.0006, 0.96, flat(hex(0x241811).to(hex(0xc9a97c), 0.65*far)))
	c.glow(top.x, top.y-0.02*k, 0.24*k, 0.55, hex(0xffd28a))
	shade := (&shape{}).poly(pt{top.x - 0.075*k, top.y - 0.10*k}, pt{top.x - 0.04*k, top.y - 0.165*k}, pt{top.x + 0.04*k, top.y - 0.165*k}, pt{top.x + 0.075*k, top.y - 0.10*k})
	c.veil(shade, 0.0006, 0.95, fade(hex(0x8a7a4a), hex(0xffe2a4), top.y-0.17*k, top.y-0.09*k))
}
