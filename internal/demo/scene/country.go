package scene

import "math"

// wind is a row of wind turbines on misty hills at daybreak.
func wind() picture {
	return picture{name: "wind", seed: 606, draw: drawWind, look: look{
		dark: hex(0x232a38), mid: hex(0x8c8c9c), light: hex(0xfbeadc),
		tone: 0.5, bloom: 0.35, vignette: 0.45, grain: 0.034, contrast: 0.45,
	}}
}

func drawWind(c *canvas, n noise) {
	sky := ramp{{0, hex(0x77869f)}, {0.3, hex(0xb0adb8)}, {0.52, hex(0xe9c4b2)}, {0.62, hex(0xf6d7b8)}}
	c.fill(0, 1, func(_, y float64) rgb { return sky.at(y) })
	c.clouds(n+1, clouds{horizon: 0.62, scale: 0.75, stretch: 2.2, cover: 0.45, soft: 0.6,
		lit: hex(0xf5d3c2), shade: hex(0x80869c), sun: pt{1.1, 0.58}, thick: 0.25})
	c.glow(1.12, 0.56, 0.75, 0.45, hex(0xffdcae))
	haze := hex(0xefcdb9)
	mills := [][]struct{ x, size float64 }{
		{{0.93, 0.085}, {1.02, 0.08}, {1.13, 0.085}, {1.22, 0.078}},
		{{0.16, 0.14}, {0.31, 0.135}, {0.45, 0.13}, {1.38, 0.125}},
		{{0.72, 0.21}},
		{{1.18, 0.30}},
		{{0.33, 0.47}},
	}
	for k := range 7 {
		f := float64(k) / 6
		q := n + noise(10+k)
		line := func(x float64) float64 {
			return lerp(0.585, 0.93, f*f*0.55+f*0.45) - lerp(0.05, 0.10, f)*q.fbm(x*lerp(1.9, 1.0, f)+f*7, 1, 5) - 0.02*f*math.Sin(x*3+f*9)
		}
		tint := hex(0x2b3344).to(haze, math.Pow(1-f, 1.15)*0.92)
		if k < len(mills) {
			for i, m := range mills[k] {
				y := line(m.x) + 0.01
				c.veil(turbine(m.x, y, m.size, n.span(k*9+i, 0, 2.1)), 0.0004, 1,
					fade(tint.to(hex(0xf4ece6), 0.22), tint.to(haze, 0.25), y-m.size, y))
			}
		}
		c.under(line, ink(func(x, y float64) rgb {
			return tint.to(haze, 0.62*(1-f)*step(0, 0.12, y-line(x)))
		}).mottle(q+40, 0.02+0.03*f, 0.25*f))
		if k < 6 {
			c.mist(n+noise(30+k), lerp(0.62, 0.90, f), 0.045, 0.5*(1-0.5*f), haze)
		}
	}
	wood := grove(n+60, 1.0, 0.07, 0.02)
	c.under(func(x float64) float64 { return wood(x) + 0.10 - 0.10*step(0.5, 1.3, x) }, flat(hex(0x1b212e)))
}

// turbine is a wind turbine that stands at x, y; size is the height of its hub.
func turbine(x, y, size, angle float64) *shape {
	s := (&shape{}).line(x, y, x, y-size, size*0.034, size*0.016)
	hub := pt{x, y - size}
	s.poly(pt{x - size*0.012, hub.y - size*0.014}, pt{x + size*0.05, hub.y - size*0.012},
		pt{x + size*0.05, hub.y + size*0.012}, pt{x - size*0.012, hub.y + size*0.012})
	s.oval(x, hub.y, size*0.017, size*0.017)
	for k := range 3 {
		a := angle + float64(k)*2*math.Pi/3
		r := size * 0.62
		p := []pt{{x - size*0.008, hub.y}, {x - size*0.020, hub.y - r*0.17}, {x - size*0.007, hub.y - r*0.6},
			{x + size*0.001, hub.y - r}, {x + size*0.005, hub.y - r*0.6}, {x + size*0.009, hub.y - r*0.12}, {x + size*0.006, hub.y}}
		for i := range p {
			p[i] = turn(p[i], hub, a)
		}
		s.poly(p...)
	}
	return s
}

// snow is a field under snow with a lone tree and a fence.
func snow() picture {
	return picture{name: "snow", seed: 1414, draw: drawSnow, look: look{
		dark: hex(0x2b3340), mid: hex(0x97a3ae), light: hex(0xf8f7f2),
		tone: 0.6, bloom: 0.15, vignette: 0.4, grain: 0.034, contrast: 0.2,
	}}
}

func drawSnow(c *canvas, n noise) {
	const hz = 0.50
	air := hex(0xd9dde0)
	sky := ramp{{0, hex(0xa7b1bb)}, {0.35, hex(0xcdd2d6)}, {0.5, hex(0xdfe0df)}}
	c.fill(0, 1, func(x, y float64) rgb { return sky.at(y).times(1 + 0.09*n.fbm(x*1.6, y*3.5, 5)) })
	for k := range 3 {
		f := float64(k) / 2
		line := grove(n+noise(10+k), 0.505+0.012*f, lerp(0.05, 0.085, f), lerp(0.012, 0.02, f))
		c.under(func(x float64) float64 { return line(x) + 0.05*step(0.25, 0.75, x)*f + 0.012*n.at(x*2, f) },
			ink(flat(hex(0x515c68).to(air, 0.78-0.42*f))).mottle(n+noise(13+k), 0.01, 0.3))
		c.mist(n+noise(16+k), 0.505, 0.045, 0.45, air)
	}
	rise := func(x, z float64) float64 {
		return -1 + 0.30*n.fbm(x*0.16, z*0.13, 4) + 0.022*n.fbm(x*1.6+9, z*0.7, 4) - 0.05*bell(0, 0.5, x-0.9-0.09*z)
	}
	c.land(land{horizon: hz, lens: 1, near: 1.2, far: 60, rise: rise, veil: air, air: 16,
		tint: func(x, z, h, sx, sz float64) rgb {
			light := 0.60 + 2.6*sx - 0.9*sz + 0.10*n.at(x*9, z*4)/(1+z*0.3)
			return hex(0x94a1b0).to(hex(0xf7f5ef), clamp(light))
		}})
	ground := func(x, z float64) pt { return pt{wide/2 + x/z, hz - rise(x, z)/z} }
	c.farm(ground(4.4, 26))
	fence := &shape{}
	var last pt
	for k := 26; k >= 0; k-- {
		z := 1.5 + 0.42*float64(k)
		p := ground(0.30+0.36*z+0.05*n.at(z, 4), z)
		top := pt{p.x + n.span(k, -0.02, 0.02)/z, p.y - n.span(k+40, 0.27, 0.34)/z}
		fence.line(p.x, p.y+0.02/z, top.x, top.y, 0.030/z, 0.026/z)
		if k < 26 {
			for _, f := range []float64{0.25, 0.6} {
				fence.rope(lerp(top.x, p.x, f), lerp(top.y, p.y, f), last.x, last.y+(f-0.25)*0.3/z, max(0.006/z, 0.0008), 0.03)
			}
		}
		last = pt{top.x, lerp(top.y, p.y, 0.25)}
	}
	c.veil(fence, 0.0005, 0.9, fade(hex(0x6d747c).to(air, 0.4), hex(0x343a44), 0.52, 0.8))
	t := ground(-0.98, 2.9)
	c.veil((&shape{}).bareTree(n+33, t.x, t.y+0.012, 0.50), 0.0004, 0.95, fade(hex(0x4d545f), hex(0x2d323b), 0.2, t.y))
	c.veil((&shape{}).oval(t.x+0.005, t.y+0.024, 0.06, 0.017), 0.006, 1, flat(hex(0xe2e4e5)))
	c.flakes(n + 60)
}

// farm is a barn and a lower shed, seen from a corner, with snow on the roofs;
// b is the foot of the corner.
func (c *canvas) farm(b pt) {
	dim, wall, roof := hex(0x6c757f), hex(0x4f5863), hex(0xc3c9ce)
	gable := (&shape{}).poly(pt{b.x, b.y}, pt{b.x, b.y - 0.034}, pt{b.x - 0.019, b.y - 0.064}, pt{b.x - 0.038, b.y - 0.033}, pt{b.x - 0.038, b.y - 0.002})
	side := (&shape{}).poly(pt{b.x, b.y}, pt{b.x, b.y - 0.034}, pt{b.x + 0.085, b.y - 0.030}, pt{b.x + 0.085, b.y - 0.002})
	side.poly(pt{b.x + 0.085, b.y - 0.002}, pt{b.x + 0.085, b.y - 0.018}, pt{b.x + 0.13, b.y - 0.017}, pt{b.x + 0.13, b.y - 0.003})
	top := (&shape{}).poly(pt{b.x + 0.003, b.y - 0.032}, pt{b.x - 0.020, b.y - 0.066}, pt{b.x + 0.066, b.y - 0.060}, pt{b.x + 0.088, b.y - 0.029})
	top.poly(pt{b.x + 0.084, b.y - 0.017}, pt{b.x + 0.084, b.y - 0.031}, pt{b.x + 0.124, b.y - 0.029}, pt{b.x + 0.133, b.y - 0.016})
	c.veil(side, 0, 0.95, flat(dim))
	c.veil(gable, 0, 0.95, flat(wall))
	c.veil(top, 0, 0.95, flat(roof))
	c.veil((&shape{}).box(b.x-0.026, b.y-0.022, b.x-0.012, b.y-0.002), 0, 0.6, flat(hex(0x2f3640)))
}

// flakes lets snow fall: many small, a few near and out of focus.
func (c *canvas) flakes(n noise) {
	for i := range 620 {
		m := n.rnd(i*4 + 2)
		m *= m * m * m
		size := lerp(0.0016, 0.013, m)
		c.glow(n.span(i*4, 0, wide), n.span(i*4+1, 0, 1), size*1.5, lerp(0.9, 0.4, m), rgb{1, 1, 1})
	}
}
