import type { CascaderProps, DatePickerProps, RateProps, SliderSingleProps, TimePickerProps } from 'antd';
import type { Dayjs } from 'dayjs';
import type { Branch } from '../trees';
import { lazyControl } from '@/ui/lazyControl';

/** One day, or one moment; several at once are not asked for here. */
type OneDay = Omit<DatePickerProps, 'onChange' | 'value' | 'multiple'> & {
  value?: Dayjs | null;
  onChange?: (next: Dayjs | null) => void;
};

export const DatePicker = lazyControl<OneDay>(() =>
  import('./pickers').then((module) => module.DatePicker as never),
);
export const TimePicker = lazyControl<TimePickerProps>(() =>
  import('./pickers').then((module) => module.TimePicker as never),
);
export const Rate = lazyControl<RateProps>(() => import('./pulled').then((module) => module.Rate as never));
export const Slider = lazyControl<SliderSingleProps>(() =>
  import('./pulled').then((module) => module.Slider as never),
);
export const Cascader = lazyControl<CascaderProps<Branch>>(() =>
  import('./pulled').then((module) => module.Cascader as never),
);
