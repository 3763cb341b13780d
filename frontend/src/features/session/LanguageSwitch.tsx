import { setLanguage, useLanguage } from '@/i18n';
import { Button } from '@/ui/Button';

export function LanguageSwitch() {
  const language = useLanguage();
  return (
    <div style={{ display: 'flex', justifyContent: 'center' }}>
      <Button
        look="quiet"
        small
        lang={language === 'zh' ? 'en' : 'zh-CN'}
        onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}
      >
        {language === 'zh' ? 'English' : '中文'}
      </Button>
    </div>
  );
}
