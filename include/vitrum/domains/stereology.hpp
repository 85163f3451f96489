// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/stereology.hpp: from what a projection shows to volume fractions of spheres in a foil.
#pragma once

namespace vitrum::domains {

/// phi = (pi D^3 / 6) N_A / (t + D): N_A spheres per nm^2 of diameter D with centres uniform in depth, those cut by a
/// surface counted (characterization 1.11, count form).
double volume_fraction_from_count(double number_per_nm2, double diameter_nm, double thickness_nm);

/// phi = -ln(1 - A_A) / (1 + 3 t / (2 D)): spheres in independent places, phi their summed volume (1.11 and D5, area
/// form). Hard spheres that are all seen read high by about phi; the few on axis of many are nearly independent.
double volume_fraction_from_area(double areal_fraction, double diameter_nm, double thickness_nm);

/// Number of n-fold axes of a domain: bcc/fcc <110> n = 2: 6, <100> n = 4: 3, <111> n = 6: 4; icosahedral n = 10: 6;
/// 1 for others, whose structure is not known (1.11).
int axes_of(int n);

/// Share of random orientations with an n-fold axis within `tilt_deg` of the beam: N_axis (1 - cos a), at most 1.
double orientation_acceptance(int n, double tilt_deg);

/// a = (0.5 / D) / k in degrees: tilt at which a domain of diameter D stops to diffract at k (1.11).
double visible_tilt_deg(double diameter_nm, double k_inv_A);

/// Volume of the part of a sphere with centre z0 that lies in 0 <= z <= t.
double sphere_in_foil_nm3(double diameter_nm, double z0_nm, double thickness_nm);

}  // namespace vitrum::domains
