#pragma once

#import <Foundation/Foundation.h>

extern "C" NSNotificationName const NSWorkspaceDidWakeNotification;
extern "C" NSNotificationName const NSWorkspaceScreensDidWakeNotification;

@interface NSWorkspace : NSObject
@property(class, readonly, strong) NSWorkspace *sharedWorkspace;
@property(readonly, strong) NSNotificationCenter *notificationCenter;
@end
