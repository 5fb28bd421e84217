package scene

import "math"

// lighthouse is a light on a rocky point after sunset.
func lighthouse() picture {
	return picture{name: "lighthouse", seed: 808, draw: drawLighthouse, look: look{
		dark: hex(0x0e1523), mid: hex(0x55688a), light: hex(0xf5ead4),
		tone: 0.5, bloom: 0.6, vignette: 0.6, grain: 0.038, contrast: 0.35,
	}}
}

func drawLighthouse(c *canvas, n noise) {
	const hz = 0.63
	sky := ramp{{0, hex(0x18233a)}, {0.3, hex(0x31456a)}, {0.5, hex(0x6b7c98)}, {0.63, hex(0xc9a997)}}
	c.fill(0, 1, func(_, y float64) rgb { return sky.at(y) })
	c.stars(n+2, 0.45, 0.010, hex(0xd5e0f5))
	c.clouds(n+1, clouds{horizon: hz, scale: 0.7, stretch: 2.4, cover: 0.44, soft: 0.6,
		lit: hex(0xa89aa2), shade: hex(0x26344f), sun: pt{0.3, 0.66}, thick: 0.3})
	c.water(n+50, water{horizon: hz, deep: hex(0x1c2a43), far: hex(0xb09a98), ripple: 0.05, scale: 3,
		mirror: 0.85, glint: hex(0xf0d8c8), shine: 0.2})
	c.mist(n+20, hz+0.005, 0.03, 0.5, hex(0xb7a6a6))
	tx, lamp := 1.03, 0.255
	c.beam(n+30, beam{x: tx, y: lamp, angle: math.Pi - 0.10, spread: 0.05, reach: 1.35, light: 0.75, tint: hex(0xffe9bd)})
	c.beam(n+31, beam{x: tx, y: lamp, angle: -0.06, spread: 0.06, reach: 0.9, light: 0.45, tint: hex(0xffe9bd)})
	rock := func(q noise, left, top, slope, rug float64) func(x float64) float64 {
		return func(x float64) float64 {
			d := x - left
			up := step(0, 0.50, d)*(0.86-top) - 0.02*math.Max(0, d)
			return 0.86 - up*slope + rug*(q.fbm(x*5, 3, 6)-0.5*q.ridge(x*7, 1, 4)) + 0.5*math.Max(0, -d)
		}
	}
	stone := func(q noise, a, b rgb) ink {
		return func(x, y float64) rgb {
			// Tilted beds of rock, broken into facets that face the last light.
			u, v := x*0.9+y*0.45, y*0.9-x*0.45
			bed := q.ridge(u*5, v*16, 5)
			lit := bed - q.ridge(u*5+0.10, v*16+0.16, 5)
			crack := step(0.16, 0.05, abs(q.fbm(u*11, v*7, 4)))
			return a.to(b, clamp(0.22+1.5*lit+0.35*(bed-0.4)+0.45*step(0.78, 0.52, y)-0.22*crack))
		}
	}
	far := rock(n+40, 0.58, 0.52, 1, 0.05)
	c.under(far, stone(n+41, hex(0x141c2b), hex(0x59617a)))
	c.paint(lightTower(tx, 0.59, lamp), func(x, y float64) rgb {
		u := (x - tx) / 0.035
		return hex(0x8d93a3).to(hex(0x2a3347), step(-0.6, 0.9, u)).times(1 + 0.08*n.fbm(x*60, y*30, 3))
	})
	house := (&shape{}).poly(pt{1.12, 0.60}, pt{1.12, 0.515}, pt{1.145, 0.488}, pt{1.245, 0.488}, pt{1.27, 0.515}, pt{1.27, 0.60})
	c.paint(house.box(1.225, 0.47, 1.24, 0.5), fade(hex(0x39425a), hex(0x1b2334), 0.49, 0.56))
	c.glow(1.165, 0.532, 0.012, 1.4, hex(0xffd690))
	c.glow(1.165, 0.532, 0.05, 0.3, hex(0xffd690))
	c.under(func(x float64) float64 { return max(far(x), 0.56+0.03*n.fbm(x*8, 8, 4)) }, stone(n+42, hex(0x111825), hex(0x4b536b)))
	for k := range 3 {
		y := 0.80 + 0.05*float64(k)
		c.mist(n+noise(60+k), y, 0.028, 0.26+0.08*float64(k), hex(0x8d94a8))
	}
	near := rock(n+70, 0.05, 0.86, -0.5, 0.10)
	c.under(func(x float64) float64 { return near(x) + 0.12 - 0.10*step(0.7, 0, x) }, stone(n+71, hex(0x0b101a), hex(0x2c3449)))
	c.lamp(tx, lamp, 0.013, 1.2, hex(0xffe3a8))
}

// lightTower is a tapering tower with a gallery and a lantern; lamp is the
// height of its light.
func lightTower(x, foot, lamp float64) *shape {
	s := (&shape{}).poly(pt{x - 0.040, foot}, pt{x - 0.024, lamp + 0.035}, pt{x + 0.024, lamp + 0.035}, pt{x + 0.040, foot})
	s.box(x-0.035, lamp+0.024, x+0.035, lamp+0.032)
	s.box(x-0.034, lamp+0.006, x+0.034, lamp+0.009)
	for i := range 9 {
		u := x - 0.033 + 0.00825*float64(i)
		s.line(u, lamp+0.007, u, lamp+0.026, 0.0016, 0.0016)
	}
	s.box(x-0.017, lamp+0.014, x+0.017, lamp+0.028)
	for _, u := range []float64{-0.016, -0.0055, 0.0055, 0.016} {
		s.line(x+u, lamp-0.02, x+u, lamp+0.02, 0.002, 0.002)
	}
	return s.poly(pt{x - 0.022, lamp - 0.017}, pt{x - 0.012, lamp - 0.034}, pt{x, lamp - 0.042}, pt{x + 0.012, lamp - 0.034}, pt{x + 0.022, lamp - 0.017}).
		line(x, lamp-0.04, x, lamp-0.065, 0.002, 0.001)
}
