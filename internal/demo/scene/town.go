package scene

import "math"

// parliament is the front of a house of assembly at the blue hour, on wet
// paving.
func parliament() picture {
	return picture{name: "parliament", seed: 404, draw: drawParliament, look: look{
		dark: hex(0x121a2b), mid: hex(0x6c7690), light: hex(0xfbe9c6),
		tone: 0.35, bloom: 0.55, vignette: 0.6, grain: 0.036, contrast: 0.4,
	}}
}

// front is a building front that runs back to the left. wall says where a
// place on the picture lies on it: u along it and v above the ground, both in
// one unit.
type front struct {
	x, ground, fall float64
}

func (f front) wall(x, y float64) (u, v float64) {
	z := f.scale(x)
	return (x - f.x) * z, (f.foot(x) - y) * z
}

// scale is how much smaller things stand at x than at the near end.
func (f front) scale(x float64) float64 { return 1 / max(0.05, 1+f.fall*(x-f.x)) }

// foot is the height of the ground at x.
func (f front) foot(x float64) float64 { return 0.66 + f.ground/f.scale(x) }

func drawParliament(c *canvas, n noise) {
	sky := ramp{{0, hex(0x23355a)}, {0.35, hex(0x4f668f)}, {0.6, hex(0xa5a5ad)}, {0.7, hex(0xd2b8a0)}}
	c.fill(0, 1, func(_, y float64) rgb { return sky.at(y) })
	c.clouds(n+1, clouds{horizon: 0.68, scale: 0.6, stretch: 1.5, cover: 0.5, soft: 0.6,
		lit: hex(0xb9b0b6), shade: hex(0x30415f), sun: pt{0.1, 0.7}, thick: 0.3})
	f := front{x: 1.02, ground: 0.075, fall: 0.42}
	trees := grove(n+5, 0.70, 0.16, 0.06)
	c.under(func(x float64) float64 { return trees(x) + 0.14*step(0.15, 0.5, x) }, flat(hex(0x2c384c)))
	c.mist(n+6, 0.68, 0.06, 0.4, hex(0x9a9ca6))
	behind := c.copy()
	c.fine(0.1, 0.80, func(x, y float64) rgb {
		u, v := f.wall(x, y)
		if p, hit := house(n, u, v); hit {
			return p
		}
		return behind.sample(x, y)
	})
	c.paint((&shape{}).line(f.x, 0.33, f.x, 0.06, 0.005, 0.003), flat(hex(0x1c2434)))
	c.flag(f.x+0.002, 0.07)
	people := []prop{}
	for i := range 9 {
		x := n.span(i+20, 0.1, 1.42)
		y := f.foot(x) + n.span(i+40, 0.015, 0.10)
		people = append(people, prop{s: (&shape{}).person(x, y, (y-0.60)*0.42, n.span(i+60, -1, 1)), base: y, f: flat(hex(0x141a27)), soft: 0.0008})
	}
	var lamps []pt
	for i := range 5 {
		x := 0.10 + 0.37*float64(i) - 0.02*float64(i*i)
		y := f.foot(x) + 0.03
		top := y - 0.19/f.scale(x)
		lamps = append(lamps, pt{x, top})
		people = append(people, prop{s: (&shape{}).line(x, y, x, top, 0.006, 0.004).box(x-0.008, top-0.004, x+0.008, top+0.004), base: y, f: flat(hex(0x161d2b))})
	}
	c.water(n+50, water{horizon: 0.60, shore: f.foot, deep: hex(0x1d2636), far: hex(0x59617a), ripple: 0.035, scale: 9,
		mirror: 0.62, glint: hex(0xffe2b0), shine: 0.25}, people...)
	for _, l := range lamps {
		c.lamp(l.x, l.y-0.006, 0.007, 0.9, hex(0xffe0a4))
	}
	c.paving(n+55, f)
}

// paving darkens the joints of the slabs in front of a building.
func (c *canvas) paving(n noise, f front) {
	c.each(0.6, 1, func(x, y float64, p rgb) rgb {
		d := y - f.foot(x)
		if d < 0.01 {
			return p
		}
		z := 0.4 / (y - 0.60)
		joint := max(bars((x-0.4)*z, 0.22, 0.008), bars(z*1.6, 0.22, 0.012))
		dry := step(-0.1, 0.4, n.fbm((x-0.75)*z*2, z*3, 4))
		return p.to(hex(0x2b3344), (0.7*joint+0.42*dry)*step(0.01, 0.08, d))
	})
}

// flag is a plain flag in a light wind, to the right of its pole.
func (c *canvas) flag(x, y float64) {
	var top, low []pt
	for i := range 13 {
		t := float64(i) / 12
		wave := 0.006 * t * math.Sin(t*7)
		top = append(top, pt{x + 0.075*t, y + wave + 0.008*t})
		low = append([]pt{{x + 0.072*t, y + 0.044 + wave*1.3 + 0.010*t}}, low...)
	}
	c.veil((&shape{}).poly(append(top, low...)...), 0.0006, 0.95, func(px, _ float64) rgb {
		return hex(0x3a3f52).to(hex(0x8d8a94), 0.5+0.5*math.Sin((px-x)*95+1))
	})
}

// house is the stone front itself: two wings and a portico, lit from below.
func house(n noise, u, v float64) (rgb, bool) {
	stone, dusk, warm := hex(0xb5a68e), hex(0x333d52), hex(0xffd58c)
	if u < -1.6 || u > 0.62 || v < 0 {
		return rgb{}, false
	}
	mid := abs(u) < 0.25
	roof := 0.303
	gable := 0.345 + 0.075*(1-abs(u)/0.27)
	switch {
	case mid && v > 0.345 && v < gable:
		rim := step(0.014, 0.010, gable-v)
		return dusk.to(stone, 0.45+0.35*rim).times(1 + 0.1*n.fbm(u*40, v*40, 3)), true
	case mid && v > 0.345, !mid && v > roof:
		if v < 0.345+0.02*step(0.55, 0.35, abs(u)) && u > -1.57 {
			return dusk.times(0.85 - 0.25*bars(u, 0.02, 0.004) + 1.2*(v-0.303)), true // the roof behind
		}
		return rgb{}, false
	case mid:
		return portico(n, u, v), true
	}
	light := 0.28 + 0.75*math.Exp(-v/0.11)
	col := dusk.to(stone, light).to(warm, 0.22*math.Exp(-v/0.07))
	pier := bars(u+0.031, 0.124, 0.030)
	col = col.times(1 + 0.12*pier)
	ledge := bell(0.278, 0.006, v) + bell(0.148, 0.004, v) + bell(0.045, 0.005, v)
	col = col.times(1 + 0.30*ledge - 0.4*bell(0.268, 0.006, v) - 0.3*bell(0.141, 0.004, v))
	cell := math.Floor(u / 0.062)
	across := abs(wrap(u/0.062) - 0.5)
	for row, w := range [][2]float64{{0.066, 0.128}, {0.172, 0.250}} {
		arch := w[1] - 0.30*across*across*boolTo(row == 1)
		in := step(0.25, 0.22, across) * step(w[0]-0.002, w[0], v) * step(arch+0.002, arch, v)
		glass := hex(0x1b2436)
		if n.rnd(int(cell)*7+row*300+900) < 0.62 {
			glass = warm.times(0.72 + 0.4*n.rnd(int(cell)*3+row*50) - 1.6*max(0, v-w[0]-0.03))
		}
		glass = glass.to(dusk, 0.8*max(step(0.03, 0.015, across), bell((w[0]+w[1])/2+0.01, 0.004, v)))
		col = col.to(glass, in)
	}
	return col.times(1 + 0.10*n.fbm(u*50, v*50, 3)), true
}

// portico is the part of the front with the columns.
func portico(n noise, u, v float64) rgb {
	stone, warm := hex(0xcfbd9c), hex(0xffcf82)
	switch {
	case v < 0.05: // steps
		return hex(0x3b4253).to(stone, 0.35+0.35*bars(v, 0.0125, 0.006))
	case v > 0.275: // the beam
		line := bell(0.30, 0.004, v) + bell(0.338, 0.005, v)
		return hex(0x4a5062).to(stone, 0.55).times(1 + 0.3*line - 0.35*bell(0.279, 0.005, v)).times(1 + 0.1*n.fbm(u*40, v*40, 3))
	}
	const apart = 0.0665
	across := (wrap(u/apart+0.5) - 0.5) * 2
	half := 0.36 - 0.05*(v-0.05)/0.22
	if v > 0.258 || v < 0.062 {
		half = 0.48
	}
	deep := hex(0x4d3b2c).to(warm, 0.55*math.Exp(-(v-0.05)/0.12)+0.12)
	if abs(across) > 0.62 && v < 0.185 {
		deep = deep.to(warm.times(1.05), 0.6)
	}
	round := math.Sqrt(max(0, 1-across*across/(half*half)))
	lit := (0.30 + 0.75*round) * (0.62 + 0.55*math.Exp(-(v-0.05)/0.10)) * (1 - 0.12*across)
	return deep.to(stone.to(warm, 0.18).times(lit), step(half+0.03, half-0.03, abs(across)))
}

// boolTo is 1 for true, else 0.
func boolTo(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
