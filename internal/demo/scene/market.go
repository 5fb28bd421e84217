package scene

import "math"

// market is a street market in the evening, seen from among its visitors.
func market() picture {
	return picture{name: "market", seed: 505, draw: drawMarket, look: look{
		dark: hex(0x1d1614), mid: hex(0x8a6d57), light: hex(0xfdebc8),
		tone: 0.35, bloom: 0.6, vignette: 0.65, grain: 0.04, contrast: 0.4,
	}}
}

func drawMarket(c *canvas, n noise) {
	v := vault{eye: pt{0.70, 0.47}, lens: 0.62, floor: -0.42, spring: 0, flat: 40, end: 26}
	sky := ramp{{0, hex(0x2f3a50)}, {0.3, hex(0x5d5f70)}, {0.48, hex(0xb48c6e)}}
	c.fill(0, 0.5, func(x, y float64) rgb { return sky.at(y).times(1 + 0.12*n.fbm(x*2, y*4, 5)) })
	behind := c.copy()
	c.fill(0, 1, func(x, y float64) rgb {
		h := v.hit(x, y)
		if h.side == vaultFloor {
			wet := clamp(0.35 + 0.9*n.fbm(h.x*5, h.z*3, 5))
			lit := 0.25 + 0.75*math.Exp(-abs(h.x)*1.2)
			return hex(0x2a221f).to(hex(0xb98a5c), wet*lit*0.8).to(hex(0xc9996a), 1-math.Exp(-h.z/12))
		}
		wall := hex(0x2b2728).times(1+0.2*n.fbm(h.z*4, h.y*8, 3)).to(hex(0x9a7a62), 1-math.Exp(-h.z/10))
		if h.side == vaultEnd || h.y > 1.25+0.5*n.rnd(int(h.z/1.4)+h.side*40) {
			return behind.sample(x, y)
		}
		return wall
	})
	c.glow(v.eye.x, v.eye.y, 0.55, 0.6, hex(0xffcf8c))
	c.soften(0, 1, 0.006)
	for k := 10; k >= 0; k-- {
		z := 0.42 + 0.62*float64(k)
		for i, side := range []float64{-1, 1} {
			c.stall(n+noise(100+k*20+i*10), v, side, z, z+0.58)
		}
		if k > 1 {
			c.crowd(n+noise(400+k*20), v, z+0.1, 6, hex(0x1e1815).to(hex(0xc79a6c), 1-math.Exp(-z/6)))
		}
		if k > 3 {
			c.soften(0.05, 0.95, 0.0022)
		}
	}
	for k := 13; k >= 0; k-- {
		z := 0.9 + 0.42*float64(k)
		for _, x := range []float64{-0.40, 0.42} {
			p := v.at(x+0.03*math.Sin(z*3), 0.56-0.05*math.Sin(z*5), z)
			c.bokeh(p, lerp(0.016, 0.007, float64(k)/13), hex(0xffd38a))
		}
	}
	near := (&shape{}).person(0.30, 1.52, 1.02, 0.1).person(0.47, 1.44, 0.86, 0.2)
	near.blob(n+7, 0.30, 0.565, 0.062, 0.075, 0.12)
	c.veil(near, 0.009, 0.96, ink(fade(hex(0x2b201b), hex(0x120e0d), 0.5, 1)).mottle(n+8, 0.1, 0.3))
	c.glow(0.40, 0.62, 0.09, 0.10, hex(0xffc27a))
}

// stall draws one stand with its awning, goods and light, between two
// distances on one side of the street.
func (c *canvas) stall(n noise, v vault, side, z0, z1 float64) {
	air := 1 - math.Exp(-z0/8)
	haze := hex(0xc09468)
	a := func(x, y, z float64) pt { return v.at(side*x, y, z) }
	inner := (&shape{}).poly(a(0.98, -0.42, z0), a(0.98, 0.36, z0), a(0.98, 0.36, z1), a(0.98, -0.42, z1))
	lamp := v.at(side*0.82, 0.20, (z0+z1)/2)
	c.paint(inner, func(x, y float64) rgb {
		d := math.Hypot(x-lamp.x, y-lamp.y) * z0
		return hex(0x3a281e).to(hex(0xffcb82), 0.95*math.Exp(-d*2.4)).times(1+0.25*n.fbm(x*z0*14, y*z0*14, 3)).to(haze, air)
	})
	if n.rnd(91) < 0.75 {
		seller := v.at(side*0.86, v.floor, lerp(z0, z1, 0.3))
		h := 0.47 * v.lens / lerp(z0, z1, 0.3)
		c.veil((&shape{}).person(seller.x, seller.y, h, 0.3), 0.001, 0.92, flat(hex(0x2c1f19).to(haze, air*0.8)))
	}
	counter := (&shape{}).poly(a(0.62, -0.42, z0), a(0.62, -0.17, z0), a(0.62, -0.17, z1), a(0.62, -0.42, z1))
	counter.poly(a(0.62, -0.42, z0), a(0.62, -0.17, z0), a(0.98, -0.17, z0), a(0.98, -0.42, z0))
	top := (&shape{}).poly(a(0.62, -0.17, z0), a(0.98, -0.17, z0), a(0.98, -0.17, z1), a(0.62, -0.17, z1))
	c.paint(top, flat(hex(0x6b4a33).to(haze, air)))
	c.paint(counter, ink(fade(hex(0x4a352a), hex(0x1c1513), v.at(0, -0.17, z0).y, v.at(0, -0.42, z0).y)).mottle(n, 0.05/z0, 0.4))
	c.goods(n+200, v, side, z0, z1, haze, air*0.8)
	cloth := hex(0x6e4a3a).to(hex(0x8d8170), n.rnd(90))
	awning := (&shape{}).poly(a(0.50, 0.30, z0), a(1.05, 0.52, z0), a(1.05, 0.52, z1), a(0.50, 0.30, z1))
	c.veil(awning.rough(n+5, 0.003/z0, 0.08), 0.0008, 1, func(x, y float64) rgb {
		stripe := step(0.4, 0.6, abs(wrap(abs(x-v.eye.x)/max(0.02, abs(y-v.eye.y))*6)-0.5)*2)
		return cloth.times(0.8).to(hex(0xe8b878), 0.22+0.30*stripe).to(haze, air)
	})
	rim := (&shape{}).poly(a(0.50, 0.30, z0), a(0.50, 0.235, z0), a(0.50, 0.235, z1), a(0.50, 0.30, z1))
	rim.poly(a(0.50, 0.30, z0), a(0.50, 0.235, z0), a(1.05, 0.455, z0), a(1.05, 0.52, z0))
	c.veil(rim.rough(n+6, 0.004/z0, 0.04), 0.0006, 1, flat(cloth.times(0.9).to(hex(0xffd9a0), 0.40).to(haze, air)))
	pole := (&shape{}).line(a(0.6, 0.3, z0).x, a(0.6, 0.3, z0).y, a(0.6, -0.42, z0).x, a(0.6, -0.42, z0).y, 0.014/z0, 0.014/z0)
	c.paint(pole, flat(hex(0x1f1815).to(haze, air)))
	c.lamp(lamp.x, lamp.y, 0.022/z0, 0.9, hex(0xffcf85))
}

// goods heaps fruit on a stand. The heaps are of one kind each, every piece
// lit from above.
func (c *canvas) goods(n noise, v vault, side, z0, z1 float64, haze rgb, air float64) {
	kinds := [...]rgb{hex(0x9c5233), hex(0x77784a), hex(0xb98f4e), hex(0x6f3a34), hex(0xab9a78), hex(0x8c6a3c)}
	const heaps, pieces = 7, 80
	for k := range heaps {
		tone := kinds[int(n.rnd(k+7)*float64(len(kinds)))]
		for i := range pieces {
			q := n + noise(k*100+i)
			back := 1 - float64(i)/pieces
			z := lerp(z0, z1, (float64(heaps-1-k)+q.span(1, 0.1, 0.9))/heaps)
			p := v.at(side*lerp(0.62, 0.92, back), -0.165+0.085*back+q.span(2, 0, 0.012), z)
			r := q.span(3, 0.009, 0.0165) * v.lens / z
			shine := q.span(4, 0.4, 1.0)
			c.veil((&shape{}).oval(p.x, p.y, r, r*0.95), 0, 0.97, func(x, y float64) rgb {
				d := math.Hypot(x-p.x+side*r*0.2, y-p.y+r*0.45) / r
				return tone.times(0.42).to(tone.to(hex(0xffd08a), 0.28), shine*step(1.3, 0.2, d)).to(haze, air)
			})
		}
	}
}

// crowd draws a few people who walk at one distance.
func (c *canvas) crowd(n noise, v vault, z float64, count int, tint rgb) {
	for i := range count {
		if n.rnd(i) < 0.35 {
			continue
		}
		p := v.at(n.span(i+20, -0.5, 0.5), v.floor, z)
		h := n.span(i+40, 0.44, 0.53) * v.lens / z
		c.veil((&shape{}).person(p.x, p.y, h, n.span(i+60, -1, 1)), 0.001, 0.95, func(x, y float64) rgb {
			edge := step(0.03, 0.10, abs(x-p.x)/h)
			return tint.to(hex(0xe0a568), 0.35*edge*step(p.y-h*0.3, p.y-h, y))
		})
	}
}

// bokeh draws a lamp out of focus: an even disc with a slightly brighter rim.
func (c *canvas) bokeh(at pt, r float64, tint rgb) {
	c.glow(at.x, at.y, r*5, 0.22, tint)
	c.veil((&shape{}).oval(at.x, at.y, r, r), 0.0012, 0.75, func(x, y float64) rgb {
		return tint.light(hex(0xfff0d0), 0.35+0.25*step(0.5, 1, math.Hypot(x-at.x, y-at.y)/r))
	})
}
