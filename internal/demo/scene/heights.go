package scene

import "math"

// glacier is an ice tongue between dark mountains.
func glacier() picture {
	return picture{name: "glacier", seed: 1818, draw: drawGlacier, look: look{
		dark: hex(0x18212b), mid: hex(0x7f97a6), light: hex(0xf5f6f2),
		tone: 0.55, bloom: 0.15, vignette: 0.5, grain: 0.034, contrast: 0.45,
	}}
}

func drawGlacier(c *canvas, n noise) {
	sky := ramp{{0, hex(0x7d8f9e)}, {0.25, hex(0xb4c0c7)}, {0.42, hex(0xe3e4df)}}
	c.fill(0, 1, func(_, y float64) rgb { return sky.at(y) })
	c.clouds(n+1, clouds{horizon: 0.5, scale: 0.6, stretch: 1.2, cover: 0.62, soft: 0.6,
		lit: hex(0xf1f0ea), shade: hex(0x8797a4), sun: pt{0.2, 0}, thick: 0.3})
	middle := func(z float64) float64 { return 0.5 + 0.06*z + 1.9*math.Sin(z*0.15-0.5) }
	broad := func(z float64) float64 { return 1.9 + 0.12*z }
	rise := func(x, z float64) float64 {
		d := abs(x-middle(z)) - broad(z) + 0.35*n.fbm(x*0.5, z*0.4, 3)
		// Crevasses run across the stream of the ice, in fields.
		field := clamp(0.2 + 1.6*n.fbm(x*0.3+5, z*0.25, 2))
		crack := n.ridge(x*0.8+z*0.5, z*1.9-x*0.4, 3)
		ice := -1.3 + 0.062*z + 0.12*n.fbm(x*0.45, z*0.4, 3) - 0.16*field*step(0.42, 0.75, crack)
		if d < 0 {
			return ice
		}
		wall := 0.42*math.Pow(d, 1.25)/(1+0.055*d) + 0.05*step(0, 0.5, d)
		return ice + wall*(0.25+1.25*n.ridge(x*0.12+4, z*0.115+2, 6)) + 0.16*step(0, 1, d)*n.fbm(x*1.1, z*1.1, 4)
	}
	c.land(land{horizon: 0.40, lens: 1.05, near: 1.7, far: 60, rise: rise, veil: hex(0xc9d3d8), air: 30,
		tint: func(x, z, h, sx, sz float64) rgb {
			d := abs(x-middle(z)) - broad(z) + 0.35*n.fbm(x*0.5, z*0.4, 3)
			light := 0.5 - 0.55*sx - 0.25*sz
			ice := hex(0x6d8ea3).to(hex(0xf4f6f4), clamp(light+0.14+0.28*n.fbm(x*1.3, z*0.5, 4)))
			stripe := bell(0, 0.13, x-middle(z)-0.5*n.fbm(z*0.3, 3, 4)+0.42*broad(z)+0.3*n.fbm(x*3, z*1.5, 4)) * 0.75
			ice = ice.to(hex(0x525c64), stripe*clamp(0.7+0.8*n.fbm(x*4, z*2, 3)))
			rock := hex(0x1c242d).to(hex(0x8a9299), clamp(light*0.8+0.25*n.fbm(x*2, h*3, 4)))
			flat := 1 / (1 + 0.5*(sx*sx+sz*sz))
			white := step(0.40, 0.62, flat*0.55+0.10*h-0.12+0.3*n.fbm(x*0.8, z*0.8, 4))
			rock = rock.to(hex(0xc9d4dc).to(hex(0xfafaf6), clamp(light)), white)
			return ice.to(rock, step(-0.35, 0.1, d+0.2*n.fbm(x*2, z*2, 3)))
		}})
	c.mist(n+20, 0.30, 0.06, 0.4, hex(0xdfe4e5))
	c.mist(n+21, 0.44, 0.04, 0.25, hex(0xdfe4e5))
	rope := &shape{}
	for i := range 4 {
		rope.person(0.60+0.017*float64(i), 0.742-0.004*float64(i), 0.026, 0.7)
	}
	c.veil(rope.line(0.60, 0.731, 0.651, 0.719, 0.0008, 0.0008), 0.0003, 0.9, flat(hex(0x1b2229)))
}

// observatory is a telescope dome under the Milky Way.
func observatory() picture {
	return picture{name: "observatory", seed: 1111, draw: drawObservatory, look: look{
		dark: hex(0x0b0f1c), mid: hex(0x525a7c), light: hex(0xf6e8d6),
		tone: 0.45, bloom: 0.45, vignette: 0.6, grain: 0.04, contrast: 0.3,
	}}
}

func drawObservatory(c *canvas, n noise) {
	sky := ramp{{0, hex(0x0e1630)}, {0.4, hex(0x1e2b50)}, {0.62, hex(0x48507a)}, {0.72, hex(0x9a7f7c)}, {0.78, hex(0xc09878)}}
	c.fill(0, 1, func(_, y float64) rgb { return sky.at(y) })
	c.each(0, 0.8, func(x, y float64, p rgb) rgb {
		// The band runs from low left to high right.
		u, v := x*0.62-y*0.78, x*0.78+y*0.62
		off := v - 0.70 + 0.05*n.fbm(u*2, 1, 3)
		cloud := bell(0, 0.17, off) * clamp(0.55+0.9*n.fbm(x*3.2, y*3.2, 6))
		rift := bell(0.015, 0.055, off+0.06*n.fbm(u*4, 7, 4)) * clamp(0.55+1.3*n.fbm(x*5+9, y*5, 5))
		return p.light(hex(0x9aa3cc).to(hex(0xe8c9b0), bell(0, 0.09, off)*0.7), 0.62*cloud*(1-0.8*rift)*step(0.76, 0.4, y))
	})
	c.stars(n+2, 0.74, 0.040, hex(0xcfdcff))
	for k := range 4 {
		f := float64(k) / 3
		q := n + noise(10+k)
		c.under(func(x float64) float64 {
			return lerp(0.74, 0.80, f) - lerp(0.05, 0.03, f)*q.fbm(x*(1.5+f), f, 6)
		}, flat(hex(0x776c74).to(hex(0x262b42), 0.25+0.75*f)))
		c.mist(n+noise(20+k), 0.80, 0.03, 0.3*(1-f), hex(0xa78c86))
	}
	hill := func(x float64) float64 {
		return 0.97 - 0.20*bell(0.98, 0.55, x) - 0.025*n.fbm(x*3, 5, 6) - 0.05*step(0.5, 0, x)
	}
	const x, foot, r = 0.98, 0.785, 0.155
	c.paint((&shape{}).box(x-r*0.93, foot-0.115, x+r*0.93, foot+0.03), drum(n, x, r*0.93))
	dome(c, n, x, foot-0.11, r)
	annex := (&shape{}).box(x+r*0.7, foot-0.05, x+r*1.9, foot+0.03).box(x+r*1.2, foot-0.066, x+r*1.5, foot-0.04)
	c.paint(annex, fade(hex(0x3a3f5a), hex(0x1a1e30), foot-0.06, foot+0.02))
	c.under(hill, ink(fade(hex(0x1a1d2c), hex(0x080a12), 0.78, 0.95)).mottle(n+31, 0.03, 0.5))
	c.lamp(x+r*1.62, foot-0.028, 0.004, 0.7, hex(0xff9a70))
	figure := (&shape{}).person(0.665, hill(0.665)+0.004, 0.052, 0.2)
	c.paint(figure, flat(hex(0x0a0c14)))
}

// drum shades an upright round wall around x.
func drum(n noise, x, r float64) ink {
	return func(px, y float64) rgb {
		u := (px - x) / r
		light := 0.18 + 0.55*math.Sqrt(max(0, 1-u*u))*step(0.9, -0.7, u)
		panel := 1 - 0.12*step(0.9, 1, abs(wrap(math.Asin(clamp(u/2+0.5)*2-1)*6)*2-1))
		return hex(0x191d33).to(hex(0x9a9cb4), light*panel*(1+0.08*n.fbm(px*40, y*40, 3)))
	}
}

// dome draws a half sphere with an open slit from which a telescope looks out.
func dome(c *canvas, n noise, x, y, r float64) {
	half := make([]pt, 61)
	for i := range half {
		sin, cos := math.Sincos(math.Pi * float64(i) / 60)
		half[i] = pt{x + r*cos, y - r*sin*1.02}
	}
	c.paint((&shape{}).poly(half...).box(x-r*1.02, y-0.004, x+r*1.02, y+0.012), func(px, py float64) rgb {
		u, v := (px-x)/r, (y-py)/r
		w := math.Sqrt(max(0, 1-u*u-v*v))
		light := clamp(-0.55*u + 0.42*v + 0.5*w)
		seam := abs(wrap(math.Atan2(u, w)*5)*2 - 1)
		ring := abs(wrap(v*7)*2 - 1)
		p := hex(0x1e2238).to(hex(0xc2c0cc), 0.08+0.75*light*(1-0.10*step(0.92, 1, seam)-0.06*step(0.9, 1, ring)))
		slit := step(0.165, 0.15, abs(u+0.22-0.10*v)) * step(0.30, 0.33, v)
		frame := step(0.21, 0.19, abs(u+0.22-0.10*v)) * step(0.26, 0.29, v)
		p = p.to(p.times(1.25), frame)
		inside := hex(0x2a1a18).to(hex(0xd98a58), 0.55*step(0.9, 0.3, v)*clamp(0.8+0.5*n.fbm(px*20, py*20, 2)))
		return p.to(inside, slit)
	})
	tube := (&shape{}).line(x-0.10*r, y-0.62*r, x-0.30*r, y-1.10*r, 0.17*r, 0.17*r)
	c.paint(tube, fade(hex(0x4a4c60), hex(0x20222f), y-1.1*r, y-0.6*r))
}
