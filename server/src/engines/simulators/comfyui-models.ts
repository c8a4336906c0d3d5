/** Files of a well-stocked ComfyUI by folder: everything that the usual routes need, and some that nobody asks for. */
export const stockedModels: Readonly<Record<string, readonly string[]>> = {
  checkpoints: ['sd_xl_base_1.0.safetensors', 'sd_xl_refiner_1.0.safetensors', 'v1-5-pruned-emaonly.ckpt'],
  diffusion_models: [
    'flux-2-klein-4b-fp8.safetensors',
    'qwen_image_edit_2511_bf16.safetensors',
    'wan2.2_i2v_high_noise_14B_fp8_scaled.safetensors',
    'wan2.2_i2v_low_noise_14B_fp8_scaled.safetensors',
    'wan2.2_ti2v_5B_fp16.safetensors',
    'z_image_turbo_bf16.safetensors',
  ],
  text_encoders: [
    'qwen_2.5_vl_7b_fp8_scaled.safetensors',
    'qwen_3_4b.safetensors',
    'umt5_xxl_fp8_e4m3fn_scaled.safetensors',
  ],
  vae: [
    'ae.safetensors',
    'flux2-vae.safetensors',
    'qwen_image_vae.safetensors',
    'wan2.2_vae.safetensors',
    'wan_2.1_vae.safetensors',
  ],
  loras: [
    'Qwen-Image-Edit-2511-Lightning-4steps-V1.0-bf16.safetensors',
    'wan2.2_i2v_lightx2v_4steps_lora_v1_high_noise.safetensors',
    'wan2.2_i2v_lightx2v_4steps_lora_v1_low_noise.safetensors',
  ],
  controlnet: ['instantid/diffusion_pytorch_model.safetensors'],
  clip_vision: ['CLIP-ViT-H-14-laion2B-s32B-b79K.safetensors'],
  ipadapter: ['ip-adapter-plus-face_sdxl_vit-h.safetensors'],
  instantid: ['ip-adapter.bin'],
  pulid: ['ip-adapter_pulid_sdxl_fp16.safetensors'],
  ultralytics_bbox: ['face_yolov8m.pt', 'hand_yolov8s.pt'],
  upscale_models: ['RealESRGAN_x4plus.safetensors'],
};
