package scene

import "math"

// forest is a wood of firs in morning fog.
func forest() picture {
	return picture{name: "forest", seed: 1212, draw: drawForest, look: look{
		dark: hex(0x131c1a), mid: hex(0x70837a), light: hex(0xf1f2e2),
		tone: 0.6, bloom: 0.35, vignette: 0.6, grain: 0.036, contrast: 0.35,
	}}
}

func drawForest(c *canvas, n noise) {
	fog := hex(0xd9dfd2)
	sky := ramp{{0, hex(0xb3c0ba)}, {0.5, hex(0xdce1d3)}, {1, hex(0xb9c4ba)}}
	c.fill(0, 1, func(x, y float64) rgb { return sky.at(y).times(1 + 0.06*n.fbm(x*2, y*3, 4)) })
	c.glow(0.98, 0.12, 0.9, 0.55, hex(0xfff3d2))
	const rows = 8
	for k := range rows {
		f := float64(k) / (rows - 1)
		q := n + noise(100*k+10)
		tint := hex(0x1d2a26).to(fog, 0.93*(1-f)*(1-f*0.35))
		ground := func(x float64) float64 {
			return lerp(0.56, 1.10, f*0.75+f*f*0.25) - lerp(0.16, 0.06, f)*(1-x*0.45) - 0.04*q.fbm(x*2, f*5, 3)
		}
		wood := &shape{}
		step := lerp(0.022, 0.17, f*f)
		for i := 0; float64(i)*step < wide+0.3; i++ {
			x := -0.15 + (float64(i)+q.span(i, -0.4, 0.4))*step
			// A glade opens towards the light.
			gap := bell(0.86, lerp(0.10, 0.34, f), x)
			if q.rnd(i+500) < gap*f*1.5 {
				continue
			}
			high := lerp(0.14, 0.80, f*f*0.7+f*0.3) * q.span(i+900, 0.6, 1.15) * (1 - 0.3*gap)
			wood.conifer(q+noise(i*3), x, ground(x)+0.01, high)
		}
		c.veil(wood, 0.0005+0.0018*f*f*f, 1, func(x, y float64) rgb {
			return tint.to(fog, 0.55*(1-f)*bell(ground(x), 0.12, y)+0.05)
		})
		c.under(ground, ink(func(x, y float64) rgb { return tint.to(fog, 0.4*(1-f)) }).mottle(q+70, 0.03, 0.3*f))
		if k < rows-1 {
			c.mist(q+80, lerp(0.54, 0.93, f), lerp(0.05, 0.09, f), 0.62*(1-0.55*f), fog)
		}
	}
	for k := range 6 {
		c.beam(n+noise(60+k), beam{x: 1.02 + 0.01*float64(k), y: -0.25, angle: 1.66 + 0.095*float64(k),
			spread: n.span(k+40, 0.010, 0.030), reach: 1.15, light: n.span(k, 0.16, 0.34), tint: hex(0xfff2cf)})
	}
}

// greenhouse is a long glasshouse full of plants.
func greenhouse() picture {
	return picture{name: "greenhouse", seed: 1515, draw: drawGreenhouse, look: look{
		dark: hex(0x182019), mid: hex(0x7d8f7c), light: hex(0xf6f6e8),
		tone: 0.5, bloom: 0.45, vignette: 0.6, grain: 0.036, contrast: 0.45,
	}}
}

func drawGreenhouse(c *canvas, n noise) {
	v := vault{eye: pt{0.66, 0.53}, lens: 0.72, floor: -0.62, spring: 0.30, end: 12}
	air := hex(0xe6ebdf)
	c.fine(0, 1, func(x, y float64) rgb {
		h := v.hit(x, y)
		return glasshouse(n, h).to(air, clamp(h.z/v.end)*0.55)
	})
	c.glow(0.66, 0.42, 0.7, 0.35, hex(0xfdfbe8))
	const rows = 20
	for k := rows - 1; k >= 0; k-- {
		z := 1.25 + 0.055*float64(k) + 0.021*float64(k*k)
		near := 1 - float64(k)/(rows-1)
		tint := hex(0x1c281f).to(air, 0.80*(1-near*near*0.9)-0.06)
		for i, side := range []float64{-1, 1} {
			c.bed(n+noise(2000+k*400+i*200), v, side, z, tint, 0.0003+0.0035*step(0.86, 1, near))
		}
		if k%3 == 0 {
			c.mist(n+noise(70+k), 0.55, 0.14, 0.10, air)
		}
	}
	for k := range 3 {
		c.beam(n+noise(80+k), beam{x: 1.2 + 0.16*float64(k), y: -0.2, angle: 2.25, spread: 0.045, reach: 1.5, light: 0.22, tint: hex(0xfff8dc)})
	}
}

// glasshouse colours the building itself: panes, bars, ribs and a wet path.
func glasshouse(n noise, h hit) rgb {
	switch h.side {
	case vaultFloor:
		wet := n.fbm(h.x*3.5, h.z*1.4, 4)
		slab := bars(h.z, 0.5, 0.02)
		path := hex(0x6c756a).to(hex(0xdfe5d6), clamp(0.4+0.9*wet)).to(hex(0x4a544b), 0.5*slab)
		return hex(0x1f2921).to(path, step(0.30, 0.26, abs(h.x)))
	case vaultEnd:
		return hex(0xf3f5ea).to(hex(0x8b988c), max(bars(h.x, 0.28, 0.02), bars(h.y, 0.34, 0.02)))
	}
	glass := hex(0xeef2e7).to(hex(0xbccabb), clamp(0.3+0.8*n.fbm(h.arc*2, h.z*1.5, 2)))
	glass = glass.to(hex(0x9fb19f), 0.6*step(0.05, 0.5, n.fbm(h.arc*2.4+7, h.z*1.1, 3)))
	frame := max(bars(h.arc, 0.235, 0.016), bars(h.z, 0.56, 0.028))
	return glass.to(hex(0x5d6b60), frame).to(hex(0x35413a), bars(h.z, 2.24, 0.075))
}

// bed draws the plants on one side of a glasshouse at one distance: palms and
// long leaves behind, low growth along the path.
func (c *canvas) bed(n noise, v vault, side, z float64, tint rgb, soft float64) {
	k := v.lens / z
	plant := func(q noise, x, tall float64, leaves int, lit float64) {
		root := v.at(x, v.floor, z)
		stem := tall * q.span(1, 0.25, 0.6)
		top := root.y - tall*k
		// Three shells of leaves: the farther ones darker.
		for shell := range 3 {
			green := &shape{}
			if shell == 0 {
				green.line(root.x, root.y, root.x, root.y-stem*k, 0.02*k, 0.014*k)
			}
			for j := shell; j < leaves; j += 3 {
				from := pt{root.x + q.span(j*4+8, -0.05, 0.05)*k, root.y - stem*k*q.span(j*4+5, 0.3, 1.1)}
				green.leaf(q+noise(j), from, q.span(j*4+6, -1.7, 1.7), (tall-stem*0.6)*k*q.span(j*4+7, 0.45, 1.05))
			}
			c.veil(green, soft, 0.97, ink(func(_, y float64) rgb {
				return tint.to(hex(0xb4c79c), lit*(0.45+0.4*float64(shell))*step(root.y-0.1*tall*k, top, y))
			}).mottle(n+9, 0.03*k, 0.4))
		}
	}
	plant(n, side*n.span(1, 0.68, 0.95), n.span(2, 0.7, 1.15), 60, 0.42)
	plant(n+40, side*n.span(3, 0.55, 0.8), n.span(4, 0.45, 0.8), 60, 0.34)
	plant(n+80, side*n.span(5, 0.42, 0.55), n.span(6, 0.28, 0.5), 50, 0.30)
	plant(n+120, side*n.span(7, 0.31, 0.40), n.span(8, 0.12, 0.26), 40, 0.36)
}

// leaf adds a long leaf that springs from a place, bends over by its angle
// from upright and is long in all.
func (s *shape) leaf(n noise, p pt, angle, long float64) *shape {
	const parts = 7
	broad := long * n.span(1, 0.016, 0.045)
	var left, right []pt
	x, y, a := p.x, p.y, angle*0.45
	for i := range parts + 1 {
		t := float64(i) / parts
		w := broad * t * (1 - t) * 3.2
		dx, dy := math.Sincos(a)
		left = append(left, pt{x - dy*w, y - dx*w})
		right = append([]pt{{x + dy*w, y + dx*w}}, right...)
		x, y = x+dx*long/parts, y-dy*long/parts
		a += angle * 0.16
	}
	return s.poly(append(left, right...)...)
}
