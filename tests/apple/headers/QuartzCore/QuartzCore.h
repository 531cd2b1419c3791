// The part of QuartzCore that the core uses, declared as Apple's SDK declares it.
#pragma once

#import <QuartzCore/CABase.h>
#import <QuartzCore/CADisplayLink.h>
#import <QuartzCore/CALayer.h>
#import <QuartzCore/CAMetalLayer.h>
#import <QuartzCore/CATransaction.h>
