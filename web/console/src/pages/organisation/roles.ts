import { http, type Page } from '@/api/client';
import { language } from '@/i18n';

export interface RoleInfo {
    role: string;
    roleZh: string;
    roleEn: string;
    group: 'enterprise' | 'review' | 'regulator' | 'platform';
    permissions: { permission: string; zh: string }[];
}
let known: Promise<RoleInfo[]> | undefined;
export function roles(): Promise<RoleInfo[]> {
    known ??= http.get<Page<RoleInfo>>('/api/v1/roles').then(
        page => page.items,
        (e: unknown) => {
            known = undefined;
            throw e;
        },
    );
    return known;
}
export function roleName(role: RoleInfo): string {
    return language() === 'zh' ? role.roleZh : role.roleEn;
}
